namespace MetaLogging.Api.Tests.BadInput;

public sealed class WrongEventsTests(SharedServer shared)
{
    static readonly string Long = new('x', 513);

    /// <summary>The last word of the path, the event, and the field that is named.</summary>
    public static TheoryData<string, string, string> WrongEvents => new()
    {
        { "audit-events", "", "$" },
        { "audit-events", "{", "$" },
        { "audit-events", "[]", "$" },
        { "audit-events", "null", "$" },
        { "audit-events", Some.Audit + "{}", "$" },
        { "audit-events", """{"resource_type":"user"}""", "action" },
        { "audit-events", """{"action":"a"}""", "resource_type" },
        { "audit-events", """{"action":"","resource_type":"user"}""", "action" },
        { "audit-events", """{"action":"has space","resource_type":"user"}""", "action" },
        { "audit-events", """{"action":"metalog.erase","resource_type":"user"}""", "action" },
        { "audit-events", """{"action":7,"resource_type":"user"}""", "action" },
        { "audit-events", """{"action":"a","action":"a","resource_type":"user"}""", "action" },
        { "audit-events", """{"action":"\ud800","resource_type":"user"}""", "action" },
        { "audit-events", Some.AuditOf("a", ""","nonsense":1"""), "nonsense" },
        { "audit-events", Some.AuditOf("a", ""","username":"root" """), "username" },
        { "audit-events", Some.AuditOf("a", ""","kind":"failed_login" """), "kind" },
        { "audit-events", Some.AuditOf("a", ""","id":"17" """), "id" },
        { "audit-events", Some.AuditOf("a", ""","ip_address":"192.0.2.256" """), "ip_address" },
        { "audit-events", Some.AuditOf("a", ""","ip_address":"192.0.2.1:80" """), "ip_address" },
        { "audit-events", Some.AuditOf("a", ""","success":"yes" """), "success" },
        { "audit-events", Some.AuditOf("a", ""","privacy_impact":1"""), "privacy_impact" },
        { "audit-events", Some.AuditOf("a", ""","data_categories":"personal_info" """), "data_categories" },
        { "audit-events", Some.AuditOf("a", ""","data_categories":["ok","not ok"]"""), "data_categories[1]" },
        { "audit-events", Some.AuditOf("a", $$""","data_categories":[{{string.Join(',', Enumerable.Range(0, 65).Select(i => $"\"c{i}\""))}}]"""), "data_categories" },
        { "audit-events", Some.AuditOf("a", $$""","subject_ids":[{{string.Join(',', Enumerable.Range(0, 257).Select(i => $"\"s{i}\""))}}]"""), "subject_ids" },
        { "audit-events", Some.AuditOf("a", $""","user_id":"{Long}" """), "user_id" },
        { "audit-events", Some.AuditOf("a", $""","subject_ids":["{Long}"]"""), "subject_ids[0]" },
        { "audit-events", Some.AuditOf("a", ""","changes":[{"old":1}]"""), "changes[0].field" },
        { "audit-events", Some.AuditOf("a", ""","changes":[{"field":"f","newer":1}]"""), "changes[0].newer" },
        { "audit-events", Some.AuditOf("a", ""","phase":"before" """), "phase" },
        { "audit-events", Some.AuditOf("a", ""","additional_data":[]"""), "additional_data" },
        { "audit-events", Some.AuditOf("a", ""","additional_data":{"n":9007199254740993}"""), "additional_data.n" },
        { "audit-events", Some.AuditOf("a", ""","additional_data":{"n":1e999}"""), "additional_data.n" },
        { "audit-events", Some.AuditOf("a", ""","additional_data":{"t":"\udc00"}"""), "additional_data.t" },
        { "audit-events", Some.AuditOf("a", $""","additional_data":{string.Concat(Enumerable.Repeat("""{"d":""", 40))}1{new string('}', 40)}"""), "*" },
        { "audit-events", Some.AuditOf("a", ""","timestamp":"2026-01-31T12:30:45" """), "timestamp" },
        { "audit-events", Some.AuditOf("a", ""","timestamp":"yesterday" """), "timestamp" },
        { "audit-events", Some.AuditOf("a", ""","timestamp":"1969-12-31T23:59:59Z" """), "timestamp" },
        { "audit-events", Some.AuditOf("a", ""","timestamp":"2999-01-01T00:00:00Z" """), "timestamp" },
        { "audit-events", Some.AuditOf("a", ""","timestamp":1700000000"""), "timestamp" },
        { "audit-events", Some.AuditOf("a", ""","tenant_id":"a b" """), "tenant_id" },
        { "audit-events", Some.AuditOf("a", ""","source":"a@b" """), "source" },
        { "audit-events", Some.AuditOf("a", ""","recorded_at":"2026-01-01T00:00:00Z" """), "recorded_at" },
        { "failed-logins", """{"ip_address":"","failure_reason":"x"}""", "username" },
        { "failed-logins", """{"username":"root","failure_reason":"x"}""", "ip_address" },
        { "failed-logins", """{"username":"root","ip_address":"192.0.2.1"}""", "failure_reason" },
        { "failed-logins", """{"username":"root","ip_address":"192.0.2.1","failure_reason":"x","risk_score":1.5}""", "risk_score" },
        { "failed-logins", """{"username":"root","ip_address":"192.0.2.1","failure_reason":"x","risk_score":NaN}""", "*" },
        { "failed-logins", """{"username":"root","ip_address":"192.0.2.1","failure_reason":"x","country":"Germany"}""", "country" },
        { "failed-logins", """{"username":"root","ip_address":"192.0.2.1","failure_reason":"x","repeat_count":0}""", "repeat_count" },
        { "failed-logins", """{"username":"root","ip_address":"192.0.2.1","failure_reason":"x","attempt_count":-1}""", "attempt_count" },
        { "system-events", """{"level":"LOUD","component":"c","message":"m"}""", "level" },
        { "system-events", """{"level":"ERROR","component":"","message":"m"}""", "component" },
        { "system-events", """{"level":"ERROR","component":"c","message":""}""", "message" },
        { "events", Some.Audit, "kind" },
        { "events", """{"kind":"nothing"}""", "kind" },
    };

    [Theory]
    [MemberData(nameof(WrongEvents))]
    public async Task A_wrong_event_is_refused_and_its_field_is_named(string path, string json, string field)
    {
        Answer answer = await shared.Server.Owner().PostAsync($"/api/v1/{path}", json);
        answer.IsProblem(400, field == "*" ? [] : [field]);
        Assert.NotEmpty(answer.Json["errors"]!.AsObject());
    }

    [Theory]
    [MemberData(nameof(WrongEvents))]
    public async Task In_a_batch_the_line_is_named_too_and_blank_lines_are_counted(string path, string json, string field)
    {
        if (json.Length == 0)
        {
            return;   // a blank line is no event, and no error
        }

        string good = path switch { "failed-logins" => Some.Login, "system-events" => Some.System, "events" => Kinded(Some.Login), _ => Some.Audit };
        string[] before = [.. Enumerable.Range(1, 16).Select(line => line % 5 == 0 ? " \t" : line % 7 == 0 ? "" : good)];
        long next = shared.Server.Trail.NextSequence;
        string tenant = Some.Name("lines");
        Client caller = await shared.Server.WithNewKeyAsync("write read", tenant);
        Answer answer = await caller.PostLinesAsync($"/api/v1/{path}", [.. before, json, good]);
        answer.Is(400);
        Assert.All(answer.Json["errors"]!.AsObject(), error => Assert.StartsWith("lines[17]", error.Key, StringComparison.Ordinal));
        if (field != "*" && json != Some.Audit + "{}")
        {
            answer.IsProblem(400, field == "$" ? "lines[17]" : $"lines[17].{field}");
        }

        Assert.True(next <= shared.Server.Trail.NextSequence);
        Assert.Empty((await caller.GetAsync($"/api/v1/{(path == "events" ? "failed-logins" : path)}")).Items);
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF_8_are_refused_by_field()
    {
        byte[] json = [.. """{"action":"a","resource_type":"user","user_id":"x"""u8, 0xC3, 0x28, .. "\"}"u8];
        (await shared.Server.Owner().PostAsync("/api/v1/audit-events", json, "application/json")).IsProblem(400, "user_id");
    }

    [Fact]
    public async Task All_wrong_fields_are_named_at_once()
    {
        string shape = """{"action":1,"resource_type":"user","success":"no","extra":1}""";
        (await shared.Server.Owner().PostAsync("/api/v1/audit-events", shape)).IsProblem(400, "action", "success", "extra");
        string values = """{"action":"a b","resource_type":"","ip_address":"x","tenant_id":"ü"}""";
        (await shared.Server.Owner().PostAsync("/api/v1/audit-events", values)).IsProblem(400, "action", "resource_type", "ip_address", "tenant_id");
    }

    [Fact]
    public async Task An_event_of_more_than_64_KiB_is_too_large_alone_and_a_wrong_line_in_a_batch()
    {
        string large = Some.AuditOf("a", $$""","additional_data":{"t":"{{new string('x', 65 << 10)}}"}""");
        (await shared.Server.Owner().PostAsync("/api/v1/audit-events", large)).IsProblem(413);
        (await shared.Server.Owner().PostLinesAsync("/api/v1/audit-events", Some.Audit, large)).IsProblem(400, "lines[2]");
        (await shared.Server.Owner().PostLinesAsync("/api/v1/audit-events", Some.Audit, new string(' ', 2 << 20) + large)).IsProblem(400, "lines[2]");
    }

    static string Kinded(string json) => """{"kind":"failed_login",""" + json[1..];
}
