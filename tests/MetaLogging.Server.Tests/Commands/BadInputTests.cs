using System.Text;
using System.Text.Json.Nodes;
using MetaLogging.Server.Tests.Support;

namespace MetaLogging.Server.Tests.Commands;

/// <summary>What is wrong is named, by line and field, and leaves no trace in a real folder.</summary>
public sealed class BadInputTests : IDisposable
{
    const string Good = """{"kind":"audit_event","action":"read","resource_type":"user","user_id":"first"}""";

    readonly Shell _shell = new Shell().Real();

    public void Dispose() => _shell.Dispose();

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
        await RefusedAsync("events.ndjson", Encoding.UTF8.GetBytes($"{Good}\n{line}\n{Good}\n"));
        Assert.Matches(@"\b2\b", _shell.Talk);
        Assert.Contains(field, _shell.Talk, StringComparison.Ordinal);
        await OnlyTheFirstLineIsKeptAsync();
    }

    [Fact]
    public async Task Invalid_utf8_is_named_by_its_line()
    {
        await RefusedAsync("events.ndjson", Encoding.Latin1.GetBytes($$"""
            {{Good}}
            {"kind":"audit_event","action":"read","resource_type":"user","user_id":"Ã("}

            """));
        Assert.Matches(@"\b2\b", _shell.Talk);
        Assert.Contains("UTF-8", _shell.Talk, StringComparison.Ordinal);
        await OnlyTheFirstLineIsKeptAsync();
    }

    [Theory]
    [InlineData("sshd")]
    [InlineData("ndjson")]
    public async Task A_binary_file_is_refused_by_name(string format)
    {
        byte[] noise = new byte[64 << 10];
        new Random(3).NextBytes(noise);
        await RefusedAsync("picture.png", noise, format);
        Assert.Contains("picture.png", _shell.Talk, StringComparison.Ordinal);
        Assert.Equal(0, await KeptAsync());
    }

    [Theory]
    [InlineData("--limit", "0")]
    [InlineData("--start-time", "2026-01-02")]
    [InlineData("--colour", "red")]
    [InlineData("--ip-address", "nobody")]
    public async Task A_wrong_filter_is_named(string option, string value)
    {
        Assert.Equal(2, await _shell.RunAsync("query", "audit-events", option, value));
        Assert.Contains(option.TrimStart('-').Replace('-', '_'), _shell.Talk.Replace('-', '_'), StringComparison.Ordinal);
    }

    async Task RefusedAsync(string name, byte[] content, string format = "ndjson")
    {
        string file = Path.Combine(_shell.Folder, name);
        await File.WriteAllBytesAsync(file, content, TestContext.Current.CancellationToken);
        Assert.Equal(2, await _shell.RunAsync("import", file, "--format", format));
    }

    async Task OnlyTheFirstLineIsKeptAsync()
    {
        Assert.Equal(1, await KeptAsync());
        string found = await AskAsync("query", "audit-events", "--all", "--format", "ndjson");
        Assert.Equal("first", (string?)JsonNode.Parse(found)!["user_id"]);
    }

    /// <summary>How many events of any kind the folder has, whenever they were.</summary>
    async Task<long> KeptAsync()
    {
        JsonNode summary = JsonNode.Parse(await AskAsync("summary", "--hours", "1000000", "--format", "json"))!;
        return ((string[])["audit_events", "failed_logins", "system_events"]).Sum(kind => (long)summary[kind]!);
    }

    async Task<string> AskAsync(params string[] question)
    {
        _shell.Sink = new MemoryStream();
        Assert.Equal(0, await _shell.RunAsync(question));
        return _shell.Output;
    }
}
