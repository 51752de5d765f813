using System.Text;
using System.Text.Json.Nodes;

namespace MetaLogging.Api.Tests.Events;

public sealed class RecordingTests(SharedServer shared)
{
    const string Path = "/api/v1/audit-events";

    RunningServer Server => shared.Server;

    [Fact]
    public async Task A_new_event_is_201_the_same_again_200_and_another_with_its_id_409_with_the_fields_that_differ()
    {
        Client caller = await TenantAsync();
        string id = Guid.NewGuid().ToString();
        Answer first = (await caller.PostAsync(Path, Some.AuditOf("a", $",\"id\":\"{id}\""))).Is(201);
        Answer again = (await caller.PostAsync(Path, Some.AuditOf("a", $",\"id\":\"{id}\",\"success\":true,\"data_categories\":[]"))).Is(200);
        Assert.Equal(
            (id, first.Json["sequence"]!.GetValue<long>(), first.Json["origin"]!.GetValue<string>()),
            (again.Json["id"]!.GetValue<string>(), again.Json["sequence"]!.GetValue<long>(), again.Json["origin"]!.GetValue<string>()));
        Answer other = (await caller.PostAsync(Path, Some.AuditOf("b", $",\"id\":\"{id}\",\"user_id\":\"u\""))).IsProblem(409, "id");
        Assert.Equal(["action", "user_id"], other.Json["conflicting_fields"]!.AsArray().Select(field => field!.GetValue<string>()).Order(StringComparer.Ordinal));
        Assert.Single((await caller.GetAsync(Path)).Items);
        Assert.Equal(id, (await caller.GetAsync($"{Path}/{id}")).Json["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task Each_kind_has_its_route_and_events_takes_all_of_them()
    {
        Client caller = await TenantAsync();
        Answer login = (await caller.PostAsync("/api/v1/failed-logins", Some.Login)).Is(201);
        Assert.True(login.Json.ContainsKey("assessment"));
        (await caller.PostAsync("/api/v1/system-events", Some.System)).Is(201);
        Answer batch = (await caller.PostLinesAsync(
            "/api/v1/events", Kinded("audit_event", Some.Audit), Kinded("failed_login", Some.Login), "", Kinded("system_event", Some.System))).Is(201);
        Assert.Equal((3, 0), (batch.Json["accepted"]!.GetValue<int>(), batch.Json["duplicates"]!.GetValue<int>()));
        Assert.Equal(2, batch.Json["last_sequence"]!.GetValue<long>() - batch.Json["first_sequence"]!.GetValue<long>());
        Assert.Equal(2, (await caller.GetAsync("/api/v1/failed-logins")).Items.Count);
        Assert.Equal(2, (await caller.GetAsync("/api/v1/system-events")).Items.Count);
    }

    [Fact]
    public async Task A_batch_of_duplicates_has_no_sequences()
    {
        Client caller = await TenantAsync();
        string[] lines = [.. Enumerable.Range(0, 5).Select(_ => Some.AuditOf("a", $",\"id\":\"{Guid.NewGuid()}\""))];
        (await caller.PostLinesAsync(Path, lines)).Is(201);
        Answer again = (await caller.PostLinesAsync(Path, lines)).Is(201);
        Assert.Equal((0, 5), (again.Json["accepted"]!.GetValue<int>(), again.Json["duplicates"]!.GetValue<int>()));
        Assert.True(again.Json.ContainsKey("first_sequence") && again.Json["first_sequence"] is null && again.Json["last_sequence"] is null);
    }

    [Fact]
    public async Task A_batch_with_one_wrong_line_or_one_conflict_is_refused_whole()
    {
        Client caller = await TenantAsync();
        string id = Guid.NewGuid().ToString();
        (await caller.PostAsync(Path, Some.AuditOf("first", $",\"id\":\"{id}\""))).Is(201);
        (await caller.PostLinesAsync(Path, Some.AuditOf("x"), Some.AuditOf("a b"), Some.AuditOf("y"))).IsProblem(400, "lines[2].action");
        (await caller.PostLinesAsync(Path, Some.AuditOf("x"), "", Some.AuditOf("second", $",\"id\":\"{id}\""))).IsProblem(409, "lines[3].id");
        (await caller.PostLinesAsync(Path, Some.AuditOf("x", $",\"id\":\"{Twin}\""), Some.AuditOf("y", $",\"id\":\"{Twin}\""))).IsProblem(409, "lines[2].id");
        Assert.Single((await caller.GetAsync(Path)).Items);
    }

    static readonly Guid Twin = Guid.NewGuid();

    [Fact]
    public async Task With_on_error_skip_the_good_lines_are_kept_and_the_others_listed()
    {
        Client caller = await TenantAsync();
        string id = Guid.NewGuid().ToString();
        (await caller.PostAsync(Path, Some.AuditOf("first", $",\"id\":\"{id}\""))).Is(201);
        Answer answer = (await caller.PostLinesAsync(
            $"{Path}?on_error=skip", Some.AuditOf("x"), "", "{", Some.AuditOf("a b"), Some.AuditOf("second", $",\"id\":\"{id}\""), Some.AuditOf("y"))).Is(201);
        Assert.Equal(2, answer.Json["accepted"]!.GetValue<int>());
        Assert.Equal(
            ["3 $", "4 action", "5 id"],
            answer.Json["rejected"]!.AsArray().Select(one => $"{one!["line"]} {string.Join(' ', one["errors"]!.AsObject().Select(error => error.Key))}"));
        Assert.Equal(3, (await caller.GetAsync(Path)).Items.Count);
        Answer none = (await caller.PostLinesAsync($"{Path}?on_error=skip", "{", "[]")).Is(201);
        Assert.Equal((0, 2), (none.Json["accepted"]!.GetValue<int>(), none.Json["rejected"]!.AsArray().Count));
    }

    [Fact]
    public async Task With_on_conflict_duplicate_an_id_that_is_there_counts_as_a_duplicate()
    {
        Client caller = await TenantAsync();
        string id = Guid.NewGuid().ToString();
        (await caller.PostAsync(Path, Some.AuditOf("first", $",\"id\":\"{id}\""))).Is(201);
        Answer answer = (await caller.PostLinesAsync($"{Path}?on_conflict=duplicate", Some.AuditOf("second", $",\"id\":\"{id}\""), Some.AuditOf("new"))).Is(201);
        Assert.Equal((1, 1), (answer.Json["accepted"]!.GetValue<int>(), answer.Json["duplicates"]!.GetValue<int>()));
        Assert.Equal("first", (await caller.GetAsync($"{Path}/{id}")).Json["action"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_same_events_from_several_connections_at_once_are_recorded_once()
    {
        Client caller = await TenantAsync();
        string[] lines = [.. Enumerable.Range(0, 200).Select(i => Some.AuditOf("raced", $",\"id\":\"{Guid.NewGuid()}\",\"user_id\":\"u{i}\""))];
        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => i % 2 == 0
            ? caller.PostLinesAsync(Path, lines.Skip(i * 20).Concat(lines.Take(i * 20)))
            : caller.PostAsync(Path, Packed.Gzip(string.Join('\n', lines.Reverse())), "application/x-ndjson", "gzip")));
        Assert.Equal(200, answers.Sum(answer => answer.Is(201).Json["accepted"]!.GetValue<int>()));
        Assert.Equal(1000, answers.Sum(answer => answer.Json["duplicates"]!.GetValue<int>()));
        Assert.Equal(200, (await caller.StreamAsync(Path)).Lines.Count);
    }

    [Fact]
    public async Task What_is_read_back_is_what_was_sent_and_who_recorded_it()
    {
        Client caller = await Server.WithNewKeyAsync("read write", Some.Name("tenant"), name: "shop-key");
        string text = "Zoë \\\"quoted\\\" <b>&amp;</b> 漢字 😀 \\u0000 \\u2028";
        (await caller.PostAsync(Path, Encoding.UTF8.GetBytes(Some.AuditOf("a", $",\"error_message\":\"{text}\",\"ip_address\":\"::FFFF:192.0.2.7\"")), "application/json")).Is(201);
        JsonObject item = Assert.Single((await caller.GetAsync(Path)).Items);
        Assert.Equal(JsonNode.Parse($"\"{text}\"")!.GetValue<string>(), item["error_message"]!.GetValue<string>());
        Assert.Equal(("192.0.2.7", "shop-key", "shop-key"), (item["ip_address"]!.GetValue<string>(), item["recorded_by"]!.GetValue<string>(), item["source"]!.GetValue<string>()));
        Assert.Empty(item["erased"]!.AsArray());
    }

    Task<Client> TenantAsync() => Server.WithNewKeyAsync("read write", Some.Name("tenant"));

    static string Kinded(string kind, string json) => $"{{\"kind\":\"{kind}\",{json[1..]}";
}
