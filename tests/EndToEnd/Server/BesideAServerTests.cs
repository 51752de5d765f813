using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MetaLogging.EndToEnd.MainRoad;
using Xunit;

namespace MetaLogging.EndToEnd.Server;

/// <summary>The commands of the program work on a folder while a server has it, and answer the same.</summary>
public sealed partial class BesideAServerTests : IDisposable
{
    static readonly string[] Kinds = ["audit-events", "failed-logins", "system-events"];

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    string Data => _folder.PathOf("data");

    static IEnumerable<string[]> Questions =>
    [
        .. from format in (string[])["table", "json", "ndjson", "csv"] select (string[])["query", "audit-events", "--all", "--format", format],
        ["query", "failed-logins", "--all", "--format", "json"],
        ["query", "system-events", "--all", "--format", "table"],
        ["query", "audit-events", "--action", "user.*", "--success", "true", "--limit", "3"],
        ["query", "audit-events", "--order", "asc", "--text", "O'Hara; DROP", "--format", "ndjson"],
        ["query", "failed-logins", "--min-risk-score", "0.5", "--ip-address", "192.0.2.7", "--format", "csv"],
        ["query", "system-events", "--level", "warning", "--format", "json"],
        ["summary"],
        ["summary", "--hours", "0.5", "--format", "json"],
        ["report", "privacy", "--format", "table", "--tz", "Pacific/Auckland"],
        ["report", "privacy", "--format", "json"],
        ["report", "privacy", "--format", "csv", "--days", "2"],
        ["doctor"],
        ["doctor", "--format", "json"],
        ["keys", "list"],
        ["keys", "list", "--format", "json"],
    ];

    [Fact]
    public async Task Questions_are_answered_as_on_the_folder_alone_through_its_socket_and_by_its_address()
    {
        await ImportAsync(Lines());
        Dictionary<string, string> alone = await AskAllAsync();
        await using LiveServer server = await LiveServer.StartAsync(Data);
        Dictionary<string, string> beside = await AskAllAsync();
        Assert.All(alone, one => Assert.Equal(one.Value, beside[one.Key]));
        foreach (string[] question in Questions.Where(one => one[0] is "query" or "summary" or "report"))
        {
            Command address = (await Command.MetaLogAsync([.. question, "--server", server.Address.ToString(), "--key", server.Key])).Succeeded();
            string expected = alone[string.Join(' ', question)];
            Assert.Equal(question[0] == "query" ? WithoutChance(expected) : expected, WithoutChance(address.Output));
        }

        Assert.Equal(0, (await server.StopAsync()).ExitCode);
    }

    [Fact]
    public async Task A_wrong_question_is_refused_as_on_the_folder_alone()
    {
        await ImportAsync(Lines());
        string[][] wrong =
        [
            ["query", "audit-events", "--ip-address", "300.1.1.1"],
            ["query", "failed-logins", "--min-risk-score", "7"],
            ["query", "audit-events", "--start-time", "2026-02-01T00:00:00Z", "--end-time", "2026-01-01T00:00:00Z"],
            ["summary", "--hours", "-1"],
            ["keys", "revoke", "0000000000000000"],
            ["import", _folder.Write("bad.ndjson", "{\"kind\":\"audit_event\",\"action\":\"a b\",\"resource_type\":\"t\"}\n"), "--format", "ndjson"],
        ];
        List<Command> alone = [];
        foreach (string[] command in wrong)
        {
            alone.Add(await RunAsync(command));
        }

        await using LiveServer server = await LiveServer.StartAsync(Data);
        foreach ((string[] command, Command before) in wrong.Zip(alone))
        {
            Command beside = await RunAsync(command);
            Assert.Equal((2, before.Output, before.Talk), (beside.ExitCode, beside.Output, beside.Talk));
        }
    }

    [Fact]
    public async Task A_real_log_is_imported_through_the_socket_as_on_the_folder_alone_and_again_either_way_adds_nothing()
    {
        RealLog.SkipUnlessThere();
        string other = _folder.PathOf("other");
        Command alone = await ImportRealLogAsync(other);
        Directory.CreateDirectory(Data);
        File.Copy(Path.Combine(other, "id-key"), Path.Combine(Data, "id-key"));   // so that the same lines get the same ids
        await using (LiveServer server = await LiveServer.StartAsync(Data))
        {
            Command beside = await ImportRealLogAsync(Data);
            Assert.Equal(alone.Output, beside.Output);
            await ImportRealLogAsync(Data);
            await CountAsync(Data);
            Assert.Equal(0, (await server.StopAsync()).ExitCode);
        }

        await ImportRealLogAsync(Data);
        await CountAsync(Data);
        await using LiveServer onOther = await LiveServer.StartAsync(other);
        await ImportRealLogAsync(other);
        await CountAsync(other);
        foreach (string kind in Kinds)
        {
            Assert.Equal(await EventsAsync(kind, other), await EventsAsync(kind, Data));
        }
    }

    [Fact]
    public async Task A_key_that_is_made_beside_a_server_works_at_once_and_one_that_is_revoked_is_refused_at_once()
    {
        await using LiveServer server = await LiveServer.StartAsync(Data);
        Command create = (await RunAsync("keys", "create", "shop", "--permissions", "write", "--format", "json")).Succeeded();
        JsonObject made = JsonNode.Parse(create.Output)!.AsObject();
        Assert.Equal(HttpStatusCode.Created, await RecordAsync(server, made.Text("secret")!));
        Command list = (await RunAsync("keys", "list", "--format", "json")).Succeeded();
        Assert.Contains(made.Text("id")!, list.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(made.Text("secret")!, list.Output, StringComparison.Ordinal);
        (await RunAsync("keys", "revoke", made.Text("id")!)).Succeeded();
        Assert.Equal(HttpStatusCode.Unauthorized, await RecordAsync(server, made.Text("secret")!));
        Assert.Equal(0, (await server.StopAsync()).ExitCode);

        // And the other way round: one that is made on the folder alone is the next server's.
        Command later = (await RunAsync("keys", "create", "till", "--permissions", "write")).Succeeded();
        await using LiveServer next = await LiveServer.StartAsync(Data);
        Assert.Equal(HttpStatusCode.Created, await RecordAsync(next, later.Output.Trim()));
        Assert.Equal(HttpStatusCode.Unauthorized, await RecordAsync(next, made.Text("secret")!));
    }

    [Theory]
    [InlineData("table")]
    [InlineData("ndjson")]
    [InlineData("csv")]
    public async Task Following_shows_what_is_recorded_meanwhile_until_it_is_interrupted(string format)
    {
        await using LiveServer server = await LiveServer.StartAsync(Data);
        await RecordAsync(server, server.Key, "before");
        await using RunningProgram follow = RunningProgram.Start(["query", "system-events", "--follow", "--format", format, "--data", Data]);
        await follow.Output.LineAsync("before", follow.Limit);
        await RecordAsync(server, server.Key, "meanwhile");
        await follow.Output.LineAsync("meanwhile", follow.Limit);
        await follow.SignalAsync("INT");
        Command ended = (await follow.EndAsync()).Failed(130);
        Assert.DoesNotContain("should not happen", ended.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_key_or_address_is_named_without_the_key()
    {
        await using LiveServer server = await LiveServer.StartAsync(Data);
        string wrong = server.Key[..^1] + (server.Key[^1] == 'A' ? 'B' : 'A');
        Command refused = (await Command.MetaLogAsync("query", "audit-events", "--server", server.Address.ToString(), "--key", wrong)).Failed(3);
        Assert.Contains(server.Address.ToString(), refused.Talk, StringComparison.Ordinal);
        Assert.Contains("key", refused.Talk, StringComparison.Ordinal);
        Assert.DoesNotContain(wrong, refused.Talk, StringComparison.Ordinal);
        Command nowhere = (await Command.MetaLogAsync("keys", "list", "--server", "http://127.0.0.1:1", "--key", wrong)).Failed(3);
        Assert.Contains("http://127.0.0.1:1", nowhere.Talk, StringComparison.Ordinal);
    }

    async Task<Dictionary<string, string>> AskAllAsync()
    {
        Dictionary<string, string> answers = [];
        foreach (string[] question in Questions)
        {
            string output = (await RunAsync(question)).Succeeded().Output;
            answers[string.Join(' ', question)] = question[0] == "query" ? output : WithoutChance(output);
        }

        return answers;
    }

    Task<Command> RunAsync(params string[] command) => Command.MetaLogAsync([.. command, "--data", Data]);

    async Task ImportAsync(string lines) =>
        (await RunAsync("import", _folder.Write("events.ndjson", lines), "--format", "ndjson")).Succeeded();

    static async Task<Command> ImportRealLogAsync(string data) =>
        (await Command.MetaLogAsync("import", RealLog.File, "--format", "sshd", "--year", "2017", "--data", data)).Succeeded();

    static async Task CountAsync(string data)
    {
        Command failed = await Command.MetaLogAsync("query", "failed-logins", "--all", "--format", "ndjson", "--data", data);
        Assert.Equal(1042, JsonLines.Parse(failed.Succeeded().Output).Sum(item => item.Repeats()));
        Command accepted = await Command.MetaLogAsync("query", "audit-events", "--all", "--format", "ndjson", "--data", data);
        Assert.Equal(226, JsonLines.Parse(accepted.Succeeded().Output).Count);
    }

    /// <summary>The events of a kind, newest first, without what differs from one journal to the next.</summary>
    static async Task<IReadOnlyList<string>> EventsAsync(string kind, string data)
    {
        Command query = await Command.MetaLogAsync("query", kind, "--all", "--format", "ndjson", "--data", data);
        return
        [
            .. JsonLines.Parse(query.Succeeded().Output).Select(item =>
            {
                string[] members = ["origin", "sequence", "recorded_at"];
                Assert.All(members, member => Assert.True(item.Remove(member)));
                return item.ToJsonString();
            }),
        ];
    }

    static async Task<HttpStatusCode> RecordAsync(LiveServer server, string key, string message = "open")
    {
        using HttpClient client = server.Client(key);
        JsonObject item = new() { ["level"] = "INFO", ["component"] = "till", ["message"] = message };
        using HttpResponseMessage answer = await client.PostAsJsonAsync("/api/v1/system-events", item, server.Program.Limit);
        return answer.StatusCode;
    }

    /// <summary>Events of all kinds of the last hours, with text that is hard to print.</summary>
    static string Lines()
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        string Time(int minutes) => now.AddMinutes(-minutes).ToString("yyyy-MM-ddTHH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return string.Concat(Enumerable.Range(0, 12).Select(i =>
            $$"""
            {"kind":"audit_event","timestamp":"{{Time(10 * i + 2)}}","action":"{{(i % 2 == 0 ? "user.export" : "page.read")}}","resource_type":"user","resource_id":"u{{i}}","user_id":"clerk-{{i % 3}}","success":{{(i % 5 == 0 ? "false" : "true")}},"privacy_impact":{{(i % 2 == 0 ? "true" : "false")}},"data_categories":["contact"],"additional_data":{"text":"O'Hara; DROP \"ünïcode\" =1+1 {{i}}"},"tenant_id":"{{(i % 4 == 0 ? "north" : "south")}}"}
            {"kind":"failed_login","timestamp":"{{Time(10 * i + 3)}}","username":"=cmd{{i}}","ip_address":"192.0.2.{{i % 3 + 6}}","failure_reason":"wrong_password","risk_score":0.{{i % 10}},"repeat_count":{{i + 1}}}
            {"kind":"system_event","timestamp":"{{Time(10 * i + 4)}}","level":"{{(i % 3 == 0 ? "ERROR" : "INFO")}}","component":"backup","message":"run {{i}}\nwas late"}

            """));
    }

    /// <summary>Without what differs from one question to the next: how many own events there are by now, free space, entries, the range that ends now.</summary>
    static string WithoutChance(string answer) => Chance().Replace(answer, match => match.Groups["name"].Value);

    [GeneratedRegex(
        """(?<name>"own_events":|own.events\s+|own_events,|free space\s+|"free_bytes":\s?|"next_sequence":\s?|"position":\s?|journal\s+ready, |store embedded\s+at |"entries":|"origin":|"recorded_at":)("[^"]*"|[\d,.]+)|(?<name>entries|own_events)[ ,]+\d+|(?<name>report, )[\dTZ:-]+ to [\dTZ:-]+""",
        RegexOptions.CultureInvariant)]
    private static partial Regex Chance();
}
