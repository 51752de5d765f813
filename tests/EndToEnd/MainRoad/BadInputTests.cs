using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace MetaLogging.EndToEnd.MainRoad;

/// <summary>What is wrong is named, by line and field, and leaves no trace.</summary>
public sealed class BadInputTests : IDisposable
{
    const string Good = """{"kind":"audit_event","action":"read","resource_type":"user","user_id":"first"}""";

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    string Data => _folder.PathOf("data");

    public static TheoryData<string, string> BadLines => new()
    {
        { "this is not JSON", "JSON" },
        { """{"action":"read","resource_type":"user"}""", "kind" },
        { """{"kind":"audit_event","action":"read","resource_type":"user","colour":"red"}""", "colour" },
        { """{"kind":"audit_event","action":"read","resource_type":"user","success":"yes"}""", "success" },
        { """{"kind":"audit_event","action":"read"}""", "resource_type" },
        { """{"kind":"audit_event","action":"read all","resource_type":"user"}""", "action" },
        { """{"kind":"audit_event","action":"mail@example.org","resource_type":"user"}""", "action" },
        { """{"kind":"audit_event","action":"read","resource_type":"user","ip_address":"300.1.1.1"}""", "ip_address" },
        { """{"kind":"audit_event","action":"read","resource_type":"user","timestamp":"2026-01-02T03:04:05"}""", "timestamp" },
        { """{"kind":"audit_event","action":"read","resource_type":"user","timestamp":"2199-01-02T03:04:05Z"}""", "timestamp" },
        { """{"kind":"audit_event","action":"read","resource_type":"user","timestamp":"yesterday"}""", "timestamp" },
        { """{"kind":"audit_event","action":"read","resource_type":"user","action":"write"}""", "action" },
        { """{"kind":"audit_event","action":"read","resource_type":"user","additional_data":{"n":9007199254740993}}""", "additional_data" },
        { """{"kind":"audit_event","action":"read","resource_type":"user","additional_data":{"n":NaN}}""", "JSON" },
        { """{"kind":"audit_event","action":"read","resource_type":"user","error_message":"\ud800"}""", "error_message" },
        { """{"kind":"audit_event","action":"metalog.start","resource_type":"log"}""", "action" },
        { """{"kind":"failed_login","username":"a","ip_address":"","failure_reason":"x","risk_score":1.5}""", "risk_score" },
        { """{"kind":"system_event","level":"LOUD","component":"a","message":"b"}""", "level" },
        { $$"""{"kind":"audit_event","action":"read","resource_type":"user","user_id":"{{new string('x', 513)}}"}""", "user_id" },
        { $$"""{"kind":"audit_event","action":"read","resource_type":"user","additional_data":{{Deep(33)}}}""", "32" },
    };

    static string Deep(int levels) => string.Concat(Enumerable.Repeat("{\"a\":", levels)) + "1" + new string('}', levels);

    [Theory]
    [MemberData(nameof(BadLines))]
    public async Task A_bad_line_of_an_import_is_named_and_nothing_of_it_or_behind_it_is_kept(string line, string field)
    {
        string file = _folder.Write("events.ndjson", $"{Good}\n{line}\n{Good}\n");
        Command import = (await ImportAsync(file)).Failed(2);
        Assert.Matches(@"\b2\b", import.Talk);
        Assert.Contains(field, import.Talk, StringComparison.Ordinal);
        await OnlyTheFirstLineIsKeptAsync();
    }

    [Fact]
    public async Task Invalid_utf8_is_named_by_its_line()
    {
        byte[] text = Encoding.Latin1.GetBytes($$"""
            {{Good}}
            {"kind":"audit_event","action":"read","resource_type":"user","user_id":"Ã("}

            """);
        string file = _folder.PathOf("events.ndjson");
        await File.WriteAllBytesAsync(file, text, TestContext.Current.CancellationToken);
        Command import = (await ImportAsync(file)).Failed(2);
        Assert.Contains("UTF-8", import.Talk, StringComparison.Ordinal);
        await OnlyTheFirstLineIsKeptAsync();
    }

    [Theory]
    [InlineData("sshd")]
    [InlineData("ndjson")]
    public async Task A_binary_file_is_refused_by_name(string format)
    {
        byte[] noise = new byte[64 << 10];
        new Random(3).NextBytes(noise);
        string file = _folder.PathOf("picture.png");
        await File.WriteAllBytesAsync(file, noise, TestContext.Current.CancellationToken);
        Command import = (await ImportAsync(file, format)).Failed(2);
        Assert.Contains("picture.png", import.Talk, StringComparison.Ordinal);
        Assert.Empty(await KeptAsync());
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

    [Theory]
    [InlineData("--limit", "0")]
    [InlineData("--start-time", "2026-01-02")]
    [InlineData("--colour", "red")]
    [InlineData("--ip-address", "nobody")]
    public async Task A_wrong_filter_is_named(string option, string value)
    {
        (await ImportAsync(_folder.Write("events.ndjson", Good + "\n"))).Succeeded();
        Command query = (await Command.MetaLogAsync("query", "audit-events", option, value, "--data", Data)).Failed(2);
        Assert.Contains(option.TrimStart('-').Replace('-', '_'), query.Talk.Replace('-', '_'), StringComparison.Ordinal);
    }

    Task<Command> ImportAsync(string file, string format = "ndjson") =>
        Command.MetaLogAsync("import", file, "--format", format, "--data", Data);

    async Task OnlyTheFirstLineIsKeptAsync()
    {
        JsonObject item = Assert.Single(await KeptAsync());
        Assert.Equal("first", item.Text("user_id"));
    }

    async Task<IReadOnlyList<JsonObject>> KeptAsync()
    {
        List<JsonObject> kept = [];
        foreach (string kind in new[] { "audit-events", "failed-logins", "system-events" })
        {
            Command query = await Command.MetaLogAsync("query", kind, "--all", "--format", "ndjson", "--data", Data);
            kept.AddRange(JsonLines.Parse(query.Succeeded().Output));
        }

        return kept;
    }
}
