using System.Text.Json.Nodes;
using Xunit;

namespace MetaLogging.EndToEnd.MainRoad;

/// <summary>What is wrong is named, and leaves no trace; each thing that can be wrong with a line is tried in the tests of the program.</summary>
public sealed class BadInputTests : IDisposable
{
    const string Good = """{"kind":"audit_event","action":"read","resource_type":"user","user_id":"first"}""";

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    string Data => _folder.PathOf("data");

    [Fact]
    public async Task A_bad_line_of_an_import_is_named_and_nothing_of_it_or_behind_it_is_kept()
    {
        string file = _folder.Write("events.ndjson", $"{Good}\n{Good.Replace("user_id", "colour", StringComparison.Ordinal)}\n{Good}\n");
        Command import = (await ImportAsync(file)).Failed(2);
        Assert.Matches(@"\b2\b", import.Talk);
        Assert.Contains("colour", import.Talk, StringComparison.Ordinal);
        Command query = await Command.MetaLogAsync("query", "audit-events", "--all", "--format", "ndjson", "--data", Data);
        JsonObject item = Assert.Single(JsonLines.Parse(query.Succeeded().Output));
        Assert.Equal("first", item.Text("user_id"));
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named()
    {
        Command import = await ImportAsync(_folder.PathOf("nowhere.log"), "sshd");
        Assert.InRange(import.ExitCode, 2, 3);
        Assert.Contains("nowhere.log", import.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_may_not_be_read_is_named()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no bits of mode.");
            return;
        }

        string file = _folder.Write("secret.log", "Jan  1 00:00:00 host sshd[1]: Failed password for root from 192.0.2.1 port 1 ssh2\n");
        File.SetUnixFileMode(file, UnixFileMode.None);
        Command import = await Command.MetaLogWithoutOverrideAsync("import", file, "--format", "sshd", "--data", Data);
        Assert.InRange(import.ExitCode, 2, 3);
        Assert.Contains("secret.log", import.Talk, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", import.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_filter_is_named()
    {
        (await ImportAsync(_folder.Write("events.ndjson", Good + "\n"))).Succeeded();
        Command query = (await Command.MetaLogAsync("query", "audit-events", "--ip-address", "nobody", "--data", Data)).Failed(2);
        Assert.Contains("ip_address", query.Talk.Replace('-', '_'), StringComparison.Ordinal);
    }

    Task<Command> ImportAsync(string file, string format = "ndjson") =>
        Command.MetaLogAsync("import", file, "--format", format, "--data", Data);
}
