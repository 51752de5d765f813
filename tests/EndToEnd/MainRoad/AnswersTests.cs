using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace MetaLogging.EndToEnd.MainRoad;

/// <summary>What was imported comes back exactly, and the numbers have the shapes of the contract.</summary>
public sealed class AnswersTests : IDisposable
{
    static readonly JsonSerializerOptions Unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    string Data => _folder.PathOf("data");

    static string[] Texts =>
    [
        "'; DROP TABLE audit_events; --",
        "one\r\ntwo\tthree\n",
        "👩‍🚀 naïve 日本語",
        "\u202Eright to left\u202C \u200F",
        "=cmd|' /C calc'!A0",
        "quote \" backslash \\ null-like \u0000 end",
        new string('ä', 30 << 10),
    ];

    [Fact]
    public async Task Text_comes_back_as_it_was_given()
    {
        await ImportAsync(string.Concat(Texts.Select(text => new JsonObject
        {
            ["kind"] = "audit_event",
            ["action"] = "note.write",
            ["resource_type"] = "note",
            ["additional_data"] = new JsonObject { ["text"] = text },
        }.ToJsonString(Unescaped) + "\n")));
        IReadOnlyList<JsonObject> found = await QueryAsync("audit-events");
        Assert.Equal(Texts, found.OrderBy(item => (long)item["sequence"]!).Select(item => (string?)item["additional_data"]!["text"]));
    }

    [Fact]
    public async Task An_item_is_one_flat_object_with_its_kind_its_place_and_what_was_erased()
    {
        const string Time = "2026-01-02T03:04:05.123456789+01:00";
        await ImportAsync($$"""{"kind":"system_event","level":"warning","component":"backup","message":"late","timestamp":"{{Time}}"}""" + "\n");
        JsonObject item = Assert.Single(await QueryAsync("system-events"));
        Assert.Equal("system_event", item.Text("kind"));
        Assert.Equal("WARNING", item.Text("level"));
        Assert.Equal("late", item.Text("message"));
        Assert.Equal("2026-01-02T02:04:05.123456789Z", item.Text("timestamp"));
        Assert.True(Guid.TryParse(item.Text("id"), out _));
        Assert.Empty(item["erased"]!.AsArray());
        Assert.All(["origin", "sequence", "recorded_at", "recorded_by"], member => Assert.NotNull(item[member]));
        Assert.DoesNotContain("user_id", item.Select(m => m.Key));
    }

    [Fact]
    public async Task The_privacy_report_has_the_shape_of_the_contract_and_counts_as_the_numbers_are_defined()
    {
        await ImportAsync(
            """
            {"kind":"audit_event","action":"user.export","resource_type":"user","resource_id":"u1","user_id":"a","privacy_impact":true,"data_categories":["health","contact"]}
            {"kind":"audit_event","action":"user.read","resource_type":"user","resource_id":"u1","user_id":"b","privacy_impact":true,"data_categories":["contact"]}
            {"kind":"audit_event","action":"user.read","resource_type":"list","user_id":"b","subject_ids":["u2","u3"],"privacy_impact":true,"success":false}
            {"kind":"audit_event","action":"page.read","resource_type":"page","user_id":"b"}

            """);
        Command command = await Command.MetaLogAsync("report", "privacy", "--days", "7", "--format", "json", "--data", Data);
        JsonObject answer = JsonNode.Parse(command.Succeeded().Output)!.AsObject();
        Assert.True((bool)answer["success"]!);
        JsonObject report = answer["report"]!.AsObject();
        string[] members =
        [
            "period_days", "privacy_events", "data_categories_accessed", "users_affected", "high_risk_operations", "high_risk_events",
            "total_events",
            "own_events", "by_category", "by_action", "by_actor", "by_day",
        ];
        Assert.Equal(members.Order(), report.Select(m => m.Key).Order());
        Assert.Equal(7, (int)report["period_days"]!);
        Assert.Equal(3, (int)report["privacy_events"]!);
        Assert.Equal(["contact", "health"], report["data_categories_accessed"]!.AsArray().Select(n => (string?)n));
        Assert.Equal(3, (int)report["users_affected"]!);
        Assert.Equal(2, (int)report["high_risk_operations"]!);
        Assert.Equal(2, report["high_risk_events"]!.AsArray().Count);
        Assert.Equal(4, (int)report["total_events"]!);
    }

    [Fact]
    public async Task The_summary_has_the_shape_of_the_contract()
    {
        await ImportAsync(
            """
            {"kind":"audit_event","action":"user.read","resource_type":"user","resource_id":"u1","privacy_impact":true}
            {"kind":"failed_login","username":"a","ip_address":"192.0.2.1","failure_reason":"invalid_password","repeat_count":5}
            {"kind":"failed_login","username":"b","ip_address":"2001:db8::1","failure_reason":"invalid_user"}
            {"kind":"system_event","level":"INFO","component":"backup","message":"done"}

            """);
        Command command = await Command.MetaLogAsync("summary", "--hours", "2", "--format", "json", "--data", Data);
        JsonObject summary = JsonNode.Parse(command.Succeeded().Output)!.AsObject();
        string[] members = ["hours", "audit_events", "failed_logins", "privacy_events", "system_events", "own_events", "status"];
        Assert.Equal(members.Order(), summary.Select(m => m.Key).Order());
        Assert.Equal(2, (double)summary["hours"]!);
        Assert.Equal(1, (int)summary["audit_events"]!);
        Assert.Equal(6, (int)summary["failed_logins"]!);
        Assert.Equal(1, (int)summary["privacy_events"]!);
        Assert.Equal(1, (int)summary["system_events"]!);
        Assert.Equal("Embedded store available", summary.Text("status"));
    }

    [Fact]
    public async Task A_store_that_was_deleted_or_rebuilt_gives_the_same_answers()
    {
        await ImportAsync("""{"kind":"system_event","level":"INFO","component":"backup","message":"done"}""" + "\n");
        string before = Assert.Single(await QueryAsync("system-events")).ToJsonString();
        Directory.Delete(Path.Combine(Data, "store"), recursive: true);
        Assert.Equal(before, Assert.Single(await QueryAsync("system-events")).ToJsonString());
        (await Command.MetaLogAsync("rebuild", "--data", Data)).Succeeded();
        Assert.Equal(before, Assert.Single(await QueryAsync("system-events")).ToJsonString());
    }

    [Fact]
    public async Task A_doctor_finds_nothing_wrong_with_a_healthy_folder()
    {
        await ImportAsync("""{"kind":"system_event","level":"INFO","component":"backup","message":"done"}""" + "\n");
        (await Command.MetaLogAsync("doctor", "--data", Data)).Succeeded();
    }

    [Fact]
    public async Task A_cell_that_a_spreadsheet_would_run_is_made_harmless()
    {
        await ImportAsync("""{"kind":"system_event","level":"INFO","component":"backup","message":"=1+1"}""" + "\n");
        Command query = await Command.MetaLogAsync("query", "system-events", "--all", "--format", "csv", "--data", Data);
        Assert.DoesNotMatch("(^|,)\"?=1", query.Succeeded().Output);
        Assert.Contains("=1+1", query.Output, StringComparison.Ordinal);
    }

    async Task ImportAsync(string lines) =>
        (await Command.MetaLogAsync("import", _folder.Write("events.ndjson", lines), "--format", "ndjson", "--data", Data)).Succeeded();

    async Task<IReadOnlyList<JsonObject>> QueryAsync(string kind)
    {
        Command query = await Command.MetaLogAsync("query", kind, "--all", "--format", "ndjson", "--data", Data);
        return JsonLines.Parse(query.Succeeded().Output);
    }
}
