using System.Text.Json.Nodes;
using DuckDB.NET.Data;
using MetaLogging.Server.Tests.Support;

namespace MetaLogging.Server.Tests.Verifying;

/// <summary><c>metalog verify --stores</c>: what queries show is what was recorded.</summary>
public sealed class VerifyStoresTests : IDisposable
{
    readonly Shell _shell = new();

    string Folder => Path.Combine(_shell.Folder, "real");

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task A_store_that_is_as_recorded_is_verified_and_stays_as_it_is()
    {
        await RealTrail.MakeAsync(Folder, 20);
        byte[] before = await File.ReadAllBytesAsync(Path.Combine(Folder, "store", "events.duckdb"), TestContext.Current.CancellationToken);
        Assert.Equal(0, await VerifyAsync("--stores"));
        Assert.Contains("20 rows compared, field by field; all are as recorded", _shell.Output, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(Path.Combine(Folder, "store", "events.duckdb"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task One_changed_value_in_a_table_makes_it_exit_1_and_is_named_and_only_when_stores_are_asked_for()
    {
        await RealTrail.MakeAsync(Folder, 20);
        Change("UPDATE audit_events SET user_id = 'mallory' WHERE sequence = 7");
        Assert.Equal(0, await VerifyAsync());
        Assert.Equal(1, await VerifyAsync("--stores"));
        Assert.Contains("sequence 7 is the first that differs", _shell.Output, StringComparison.Ordinal);
        Assert.Contains("sequence 7, audit_events.user_id: differs", _shell.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("mallory", _shell.Output + _shell.Talk, StringComparison.Ordinal);
        Assert.Contains("metalog rebuild --store embedded", _shell.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_answer_is_told_to_programs_too()
    {
        await RealTrail.MakeAsync(Folder, 20);
        Change("DELETE FROM audit_events WHERE sequence = 3");
        Assert.Equal(1, await VerifyAsync("--stores", "--format", "json"));
        JsonNode answer = JsonNode.Parse(_shell.Output)!;
        Assert.False((bool)answer["verified"]!);
        Assert.Equal(3, (long)answer["first_affected"]!);
        JsonNode difference = answer["stores"]![0]!["differences"]![0]!;
        Assert.Equal(
            """{"sequence":3,"table":"audit_events","column":null,"reason":"the row is missing"}""", difference.ToJsonString());
    }

    [Fact]
    public async Task A_damaged_journal_is_told_beside_what_the_store_still_has_of_it()
    {
        await RealTrail.MakeAsync(Folder, 20);
        string segment = Directory.GetFiles(Path.Combine(Folder, "journal"), "*.open").Single();
        byte[] bytes = await File.ReadAllBytesAsync(segment, TestContext.Current.CancellationToken);
        bytes[4096 + 512 + 100] ^= 1;
        await File.WriteAllBytesAsync(segment, bytes, TestContext.Current.CancellationToken);
        Assert.Equal(1, await VerifyAsync("--stores"));
        Assert.Contains("a row too many: the journal has no such entry", _shell.Output, StringComparison.Ordinal);
    }

    Task<int> VerifyAsync(params string[] options) =>
        _shell.RunPlainAsync(["verify", .. options, "--data", Folder, "--guard-folder", Folder + ".guard"]);

    void Change(string statement)
    {
        using DuckDBConnection connection = new($"Data Source={Path.Combine(Folder, "store", "events.duckdb")}");
        connection.Open();
        using DuckDBCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The tests' own statements.
        command.CommandText = statement;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
