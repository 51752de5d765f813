using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace MetaLogging.EndToEnd.Samples;

/// <summary>The samples are started as people start them, and what they recorded is asked for.</summary>
public sealed class SamplesTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    string Data => _folder.PathOf("data");

    [Fact]
    public async Task A_program_without_a_container_records_by_call_and_by_hook()
    {
        Command ran = (await RunAsync("Console", "AuditConsole", Data)).Succeeded();
        Assert.Contains("Embedded store available: 2 audit events, 1 failed logins", ran.Output, StringComparison.Ordinal);
        Assert.Contains("privacy_audit: is there", ran.Output, StringComparison.Ordinal);
        IReadOnlyList<JsonObject> events = await QueryAsync("audit-events");
        Assert.Equal(["update_profile", "team.member.add"], events.Select(one => one.Text("action")));
        Assert.All(events, one => Assert.Equal(("user123", "192.168.1.1"), (one.Text("user_id"), one.Text("ip_address"))));
        Assert.Equal("user@example.com", Assert.Single(await QueryAsync("failed-logins")).Text("username"));
        Assert.Equal("authentication", Assert.Single(await QueryAsync("system-events")).Text("component"));
    }

    [Fact]
    public async Task A_worker_is_audited_by_the_operations_of_its_extension_and_ends_in_order()
    {
        (await RunAsync("Worker", "AuditWorker", $"--MetaLogging:DataDirectory={Data}")).Succeeded();
        IReadOnlyList<JsonObject> events = await QueryAsync("audit-events");
        Assert.Equal(["bob", "carol", "dave"], events.Select(one => (string?)one["additional_data"]!["arguments"]!["user_id"]));
        Assert.Equal(["ann", "ann", "bob"], events.Select(one => one.Text("on_behalf_of")));
        IReadOnlyList<JsonObject> own = await QueryAsync("audit-events", "--own");
        Assert.True((bool?)own.Single(one => one.Text("action") == "metalog.stop")["additional_data"]!["clean"]);
    }

    [Fact]
    public async Task A_web_application_is_audited_from_the_request_to_the_row()
    {
        string[] settings = [$"--MetaLogging:DataDirectory={Data}", $"--Database=Data Source={_folder.PathOf("shop.db")}", "--urls=http://127.0.0.1:0"];
        await using (RunningProgram application = RunningProgram.StartIn(_folder.FullName, Built("Web", "AuditWeb"), settings))
        {
            string line = await application.Output.LineAsync("Now listening on: http://127.0.0.1", application.Limit);
            using HttpClient client = new() { BaseAddress = new(line[line.IndexOf("http", StringComparison.Ordinal)..]) };
            const string Password = "Hunter2-hunter2";
            await SendAsync(client, HttpStatusCode.OK, HttpMethod.Post, "/register", new { email = "ann@example.com", password = Password });
            await SendAsync(client, HttpStatusCode.Unauthorized, HttpMethod.Post, "/login", new { email = "ann@example.com", password = "wrong" });
            string token = (string)(await SendAsync(client, HttpStatusCode.OK, HttpMethod.Post, "/login", new { email = "ann@example.com", password = Password }))!["accessToken"]!;
            await SendAsync(client, HttpStatusCode.Unauthorized, HttpMethod.Get, "/orders/1");
            await SendAsync(client, HttpStatusCode.Unauthorized, HttpMethod.Get, "/api/v1/summary");
            client.DefaultRequestHeaders.Authorization = new("Bearer", token);
            await SendAsync(client, HttpStatusCode.Created, HttpMethod.Post, "/orders", new { item = "lamp", address = "Main St 1" });
            await SendAsync(client, HttpStatusCode.OK, HttpMethod.Get, "/orders/1");
            await SendAsync(client, HttpStatusCode.OK, HttpMethod.Post, "/teams/blue/members/bob");
            await SendAsync(client, HttpStatusCode.OK, HttpMethod.Get, "/shelf/17");
            await SendAsync(client, HttpStatusCode.OK, HttpMethod.Delete, "/orders/1");
            Assert.Equal("Healthy", await client.GetStringAsync("/health", application.Limit));
            await application.SignalAsync("TERM");
            Command ended = (await application.EndAsync()).Succeeded();
            Assert.DoesNotContain(Password, ended.Output + ended.Talk, StringComparison.Ordinal);
        }

        IReadOnlyList<JsonObject> events = await QueryAsync("audit-events");
        JsonObject Event(string action) => Assert.Single(events, one => one.Text("action") == action);
        string ann = Event("auth.login").Text("user_id")!;
        Assert.Equal(("order", "1", ann), (Event("order.read").Text("resource_type"), Event("order.read").Text("resource_id"), Event("order.read").Text("user_id")));
        JsonObject inserted = Event("order.insert");
        Assert.Equal((ann, "127.0.0.1"), (inserted.Text("user_id"), inserted.Text("ip_address")));
        Assert.Contains(inserted["changes"]!.AsArray(), change => (string?)change!["field"] == "Address" && (string?)change["new"] == "Main St 1");
        Assert.Equal((true, "contact"), ((bool?)inserted["privacy_impact"], (string?)inserted["data_categories"]![0]));
        Assert.Equal((ann, "blue"), (Event("team.member.add").Text("user_id"), Event("team.member.add").Text("resource_id")));
        Assert.Single(events, one => one.Text("action") == "access.denied" && one.Text("resource_id") == "/orders/{id:int}");
        Assert.Single(events, one => one.Text("action")!.StartsWith("statement.", StringComparison.Ordinal));
        JsonObject failed = Assert.Single(await QueryAsync("failed-logins"));
        Assert.Equal(("ann@example.com", "invalid_password", 1), (failed.Text("username"), failed.Text("failure_reason"), (int?)failed["attempt_count"]));
        Assert.Equal("The shelf 17 is broken", Assert.Single(await QueryAsync("system-events"), one => one.Text("component")!.Contains("Shop", StringComparison.Ordinal)).Text("message"));
        IReadOnlyList<JsonObject> all = await QueryAsync("audit-events", "--own");
        Assert.Single(all, one => one.ToJsonString().Contains("/api/v1/summary", StringComparison.Ordinal) && one.Text("action") == "metalog.refused");
        Assert.DoesNotContain(events, one => one.ToJsonString().Contains("/api/v1/summary", StringComparison.Ordinal));   // told once
        string everything = string.Concat(all.Select(one => one.ToJsonString()));
        Assert.DoesNotContain("Hunter2", everything, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("[hidden]", everything, StringComparison.Ordinal);   // the hash of the new user's password
    }

    static async Task<JsonNode?> SendAsync(HttpClient client, HttpStatusCode expected, HttpMethod verb, string path, object? body = null)
    {
        using HttpRequestMessage request = new(verb, path) { Content = body is null ? null : JsonContent.Create(body) };
        using HttpResponseMessage answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == expected, $"{verb} {path}: {answer.StatusCode}\n{text}");
        return text.StartsWith('{') ? JsonNode.Parse(text) : null;
    }

    static string Built(string sample, string program)
    {
        string built = Path.GetRelativePath(Repository.PathOf("tests", "EndToEnd"), AppContext.BaseDirectory);
        return Path.Combine(Repository.PathOf("samples", sample, built), program);
    }

    static Task<Command> RunAsync(string sample, string program, params string[] arguments) => Command.RunAsync(Built(sample, program), arguments, Path.GetTempPath());

    async Task<IReadOnlyList<JsonObject>> QueryAsync(string kind, params string[] more)
    {
        Command asked = (await Command.MetaLogAsync(["query", kind, "--order", "asc", "--all", "--format", "ndjson", "--data", Data, .. more])).Succeeded();
        return JsonLines.Parse(asked.Output);
    }
}
