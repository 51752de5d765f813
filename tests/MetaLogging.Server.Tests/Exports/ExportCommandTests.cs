using System.Text.Json.Nodes;
using MetaLogging.Events;
using MetaLogging.Queries;
using MetaLogging.Server.Tests.Support;
using MetaLogging.Tests.Exports;

namespace MetaLogging.Server.Tests.Exports;

public sealed class ExportCommandTests : IDisposable
{
    readonly Shell _shell = new();
    readonly MemoryLog _log = new(
        new AuditEvent { Action = "user.read", ResourceType = "user", ResourceId = "u2", UserId = "u1", IpAddress = "192.0.2.77" },
        new SystemEvent { Level = EventLevel.Warning, Component = "backup", Message = "done" },
        new FailedLoginAttempt { Username = "root", IpAddress = "192.0.2.1", FailureReason = "invalid_user" });

    public ExportCommandTests()
    {
        _shell.Trail.Items.AddRange(_log.Items);
        _shell.Trail.Log = _log;
    }

    string Out => Path.Combine(_shell.Folder, "x.zip");

    public void Dispose()
    {
        _shell.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task What_is_exported_is_verified_by_the_file_and_the_key_alone()
    {
        _log.Erased[0] = EntryParts.Client;
        _shell.Trail.Items[0] = _log.Items[0];
        Assert.Equal(0, await _shell.RunAsync("export", "--out", Out));
        Assert.Equal($"Exported 3 events of the log audit.example/log, proven in its tree of 3 entries, to {Out}. Of 1 of them parts are erased; they stay so.\n", _shell.Output);
        _shell.Sink = new MemoryStream();
        Assert.Equal(0, await _shell.RunPlainAsync("verify-export", Out, "--vkey", _log.Signed.Key.Text));
        Assert.StartsWith("Proven: 3 events of the log audit.example/log in its tree of 3 entries", _shell.Output, StringComparison.Ordinal);
        Assert.Contains($"signed by        audit.example/log (key {_log.Signed.Key.Id:x8})\n", _shell.Output, StringComparison.Ordinal);
        Assert.Contains("sequences        0 to 2\n", _shell.Output, StringComparison.Ordinal);
        Assert.Contains("erased           parts of 1 events", _shell.Output, StringComparison.Ordinal);
        Assert.Contains("Not proven: that no other event matches", _shell.Output, StringComparison.Ordinal);
        Assert.Contains("Not covered by any signature: README.txt", _shell.Output, StringComparison.Ordinal);
        Assert.Equal("", _shell.Talk);
    }

    [Fact]
    public async Task In_JSON_it_is_for_programs()
    {
        await _shell.RunAsync("export", "--out", Out);
        _shell.Sink = new MemoryStream();
        Assert.Equal(0, await _shell.RunPlainAsync("verify-export", "--vkey", _log.Signed.Key.Text, _log.Signed.Witness.Text, Out, "--format", "json"));
        JsonNode json = JsonNode.Parse(_shell.Output)!;
        Assert.Equal((true, 3L, 3L, 0L), ((bool)json["proven"]!, (long)json["events"]!, (long)json["size"]!, (long)json["erased"]!));
        Assert.Equal("""["completeness"]|["README.txt","export.json","log.vkey"]""", json["not_proven"]!.ToJsonString() + "|" + json["not_signed"]!.ToJsonString());
    }

    [Fact]
    public async Task An_export_that_was_changed_is_1_and_why()
    {
        await _shell.RunAsync("export", "--out", Out);
        byte[] bytes = await File.ReadAllBytesAsync(Out, TestContext.Current.CancellationToken);
        bytes[200] ^= 1;
        await File.WriteAllBytesAsync(Out, bytes, TestContext.Current.CancellationToken);
        _shell.Sink = new MemoryStream();
        Assert.Equal(1, await _shell.RunPlainAsync("verify-export", Out, "--vkey", _log.Signed.Key.Text, "--format", "json"));
        Assert.StartsWith("metalog: Not proven. ", _shell.Talk, StringComparison.Ordinal);
        JsonNode json = JsonNode.Parse(_shell.Output)!;
        Assert.False((bool)json["proven"]!);
        Assert.Contains((string)json["reason"]!, _shell.Talk, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "AuditEventQuery FailedLoginQuery SystemEventQuery")]
    [InlineData("--user-id u1 --tenant-id t", "AuditEventQuery FailedLoginQuery SystemEventQuery")]
    [InlineData("--ip-address 192.0.2.1", "AuditEventQuery FailedLoginQuery")]
    [InlineData("--ip-address 192.0.2.1 --action user.*", "AuditEventQuery")]
    [InlineData("--subject-id u2 --resource-id u2 --resource-type user", "AuditEventQuery")]
    [InlineData("--kind failed-logins --kind system-events --source shop --request-id r", "FailedLoginQuery SystemEventQuery")]
    public async Task Kinds_that_have_the_filters_are_asked(string filters, string asked)
    {
        await _shell.RunAsync(["export", "--out", Out, .. filters.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.Equal(asked, string.Join(' ', _shell.Trail.Queries.Select(query => query.GetType().Name)));
        Assert.All(_shell.Trail.Queries, query => Assert.Equal((QueryOrder.OldestFirst, 1000), (query.Order, query.Limit)));
    }

    [Fact]
    public async Task A_user_id_is_the_user_name_of_failed_logins_and_filters_are_told_as_the_API_names_them()
    {
        string told = "";
        _log.Told = (filters, events, size) => told = $"{filters.ToJsonString()} {events} {size}";
        Assert.Equal(0, await _shell.RunAsync(
            "export", "--out", Out, "--user-id", "u1", "--user-id", "root", "--start-time", "2026-03-01T01:00:00+01:00", "--end-time", "2027-01-01T00:00:00Z"));
        Assert.Equal(["u1", "root"], ((FailedLoginQuery)_shell.Trail.Queries[1]).Username);
        Assert.Equal(["u1", "root"], ((SystemEventQuery)_shell.Trail.Queries[2]).UserId);
        Assert.Equal(
            """{"kind":["audit-events","failed-logins","system-events"],"start_time":"2026-03-01T00:00:00Z","end_time":"2027-01-01T00:00:00Z","user_id":["u1","root"]} 3 3""",
            told);
        Assert.Equal(["audit-events", "failed-logins", "system-events"], _shell.Trail.Reads.Select(read => read.What));
        Assert.All(_shell.Trail.Reads, read => Assert.Equal(1, read.Returned));
    }

    [Fact]
    public async Task Where_no_event_matches_nothing_is_written_and_the_answer_is_no()
    {
        _shell.Trail.Items.Clear();
        Assert.Equal(1, await _shell.RunAsync("export", "--out", Out));
        Assert.Contains("No event matches", _shell.Talk, StringComparison.Ordinal);
        Assert.False(File.Exists(Out));
    }

    [Fact]
    public async Task A_store_that_lags_or_shows_events_otherwise_makes_no_export()
    {
        _shell.Trail.LagSeconds = 3;
        Assert.Equal(3, await _shell.RunAsync("export", "--out", Out));
        Assert.Contains("3 s behind", _shell.Talk, StringComparison.Ordinal);
        _shell.Trail.LagSeconds = null;
        _shell.Trail.Items[0] = _shell.Trail.Items[0] with { RecordedBy = "somebody" };
        Assert.Equal(1, await _shell.RunAsync("export", "--out", Out));
        Assert.Contains("Nothing was written. The store shows entry 0 otherwise", _shell.Talk, StringComparison.Ordinal);
        Assert.False(File.Exists(Out));
    }

    [Fact]
    public async Task A_file_that_is_there_is_replaced_only_with_overwrite()
    {
        await File.WriteAllTextAsync(Out, "mine", TestContext.Current.CancellationToken);
        Assert.Equal(2, await _shell.RunAsync("export", "--out", Out));
        Assert.Contains("--overwrite", _shell.Talk, StringComparison.Ordinal);
        Assert.Empty(_shell.Trail.Queries);
        Assert.Equal(0, await _shell.RunAsync("export", "--out", Out, "--overwrite"));
        Assert.Equal(0, await _shell.RunPlainAsync("verify-export", Out, "--vkey", _log.Signed.Key.Text));
    }

    [Fact]
    public async Task Wrong_usage_is_2_and_what_can_not_be_reached_is_3()
    {
        foreach (string[] wrong in (string[][])[
            [], ["--out", ""], ["--out", _shell.Folder], ["--out", Out, "--kind", "logs"], ["--out", Out, "--kind", "failed-logins", "--action", "a"],
            ["--out", Out, "--start-time", "yesterday"], ["--out", Out, "--start-time", "2026-02-01T00:00:00Z", "--end-time", "2026-01-01T00:00:00Z"]])
        {
            Assert.Equal(2, await _shell.RunAsync(["export", .. wrong]));
        }

        Assert.Equal(3, await _shell.RunAsync("export", "--out", Path.Combine(_shell.Folder, "none", "x.zip")));
        string key = _log.Signed.Key.Text;
        foreach (string[] wrong in (string[][])[[Out], [Out, "--vkey", ""], [Out, "--vkey", "x"], ["--vkey", key], ["-", "--vkey", key], [_shell.Folder, "--vkey", key], [Out, Out, "--vkey", key]])
        {
            Assert.Equal(2, await _shell.RunPlainAsync(["verify-export", .. wrong]));
        }

        Assert.Equal(3, await _shell.RunPlainAsync("verify-export", Out, "--vkey", key));
        Assert.Equal("", _shell.Output);
        Assert.DoesNotContain("should not happen", _shell.Talk, StringComparison.Ordinal);
    }
}
