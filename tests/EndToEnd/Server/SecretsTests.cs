using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace MetaLogging.EndToEnd.Server;

/// <summary>
/// A key stands in no log, no event, no answer and no file but the first one's own, wherever callers put it. That no server of any test here leaks one into its
/// log or its folder is checked by <see cref="LiveServer"/>.
/// </summary>
public sealed class SecretsTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    string Data => _folder.PathOf("data");

    [Theory]
    [InlineData("MetaLogging:Debug=false")]
    [InlineData("MetaLogging:Debug=true")]
    public async Task Keys_in_all_the_wrong_places_reach_no_log_no_event_and_no_answer(string setting)
    {
        List<string> secrets = [];
        StringBuilder answers = new();
        await using OtlpRecorder recorder = new();
        Dictionary<string, string> variables = new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = recorder.Address,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        };
        await using (LiveServer server = await LiveServer.StartAsync(Data, variables, [setting]))
        {
            secrets.Add(server.Key);
            using HttpClient client = server.Client();
            secrets.Add(await MakeAsync(client, "reader", "logging:read"));
            secrets.Add(await MakeAsync(client, "gone", "logging:write"));
            secrets.Add(Mistyped(server.Key));
            secrets.Add("eyJhbGciOiJub25lIn0.eyJzdWIiOiJzZWNyZXQtc3ViamVjdCJ9.c2lnbmF0dXJlLXNlY3JldA");
            JsonArray keys = JsonNode.Parse(await client.GetStringAsync(new Uri("/api/v1/keys", UriKind.Relative), server.Program.Limit))!["items"]!.AsArray();
            string gone = keys.Single(key => (string?)key!["name"] == "gone")!["id"]!.GetValue<string>();
            (await client.DeleteAsync(new Uri($"/api/v1/keys/{gone}", UriKind.Relative), server.Program.Limit)).EnsureSuccessStatusCode();
            foreach (string secret in secrets)
            {
                await MisplaceAsync(server, secret, answers);
            }

            Command serve = await server.StopAsync();
            Assert.Equal(0, serve.ExitCode);
            AssertNone(secrets, serve.Output + serve.Talk);
        }

        AssertNone(secrets, answers.ToString());
        Assert.NotEmpty(recorder.Received);
        Assert.All(recorder.Received, body => AssertNone(secrets, Encoding.Latin1.GetString(body)));
        string[] kinds = ["audit-events", "failed-logins", "system-events"];
        foreach (string kind in kinds)
        {
            string[] own = kind == "audit-events" ? ["--own"] : [];
            Command query = await Command.MetaLogAsync(["query", kind, .. own, "--all", "--format", "ndjson", "--data", Data]);
            AssertNone(secrets, query.Succeeded().Output + query.Talk);
        }

        Command refused = await Command.MetaLogAsync("query", "audit-events", "--own", "--action", "metalog.refused", "--format", "ndjson", "--data", Data);
        Assert.NotEmpty(JsonLines.Parse(refused.Succeeded().Output));
    }

    /// <summary>Sends a key where none belongs; an id of an event or a name that holds one is the caller's own doing, and none of these.</summary>
    static async Task MisplaceAsync(LiveServer server, string secret, StringBuilder answers)
    {
        using HttpClient client = new() { BaseAddress = server.Address };
        (string Verb, string Path, string? Scheme, string? Body)[] requests =
        [
            ("GET", "/api/v1/summary", "Bearer", null),
            ("GET", "/api/v1/keys", "Bearer", null),
            ("GET", "/api/v1/summary", "Basic", null),
            ("GET", "/api/v1/summary", "bearer  ", null),
            ("POST", "/api/v1/system-events", "Bearer", "{"),
            ("POST", "/api/v1/keys", "Bearer", $$"""{"name":"a b","permissions":["{{secret}}"]}"""),
            ("POST", "/api/v1/keys", "Bearer", $$"""{"name":"{{secret}} ","permissions":["logging:read"]}"""),
            ("GET", $"/api/v1/summary?key={secret}", null, null),
            ("GET", $"/api/v1/summary?access_token={secret}", "Bearer", null),
            ("GET", $"/api/v1/keys/{secret}", null, null),
            ("DELETE", $"/api/v1/keys/{secret}", "Bearer", null),
            ("GET", $"/{secret}", "Bearer", null),
            ("GET", $"/api/v1/events/{secret}", "Bearer", null),
            ("GET", $"/api/v1/audit-events?cursor={secret}", "Bearer", null),
            ("GET", $"/api/v1/audit-events?{secret}=1", "Bearer", null),
            ("GET", $"/api/v1/audit-events?limit={secret}", "Bearer", null),
            ("PUT", $"/api/v1/keys/{secret}", null, null),
        ];
        foreach ((string verb, string path, string? scheme, string? body) in requests)
        {
            using HttpRequestMessage request = new(new HttpMethod(verb), path);
            request.Headers.TryAddWithoutValidation("User-Agent", secret);
            request.Headers.TryAddWithoutValidation("X-Api-Key", secret);
            if (scheme is not null)
            {
                request.Headers.TryAddWithoutValidation("Authorization", $"{scheme} {secret}");
            }

            if (body is not null)
            {
                request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
            }

            using HttpResponseMessage answer = await client.SendAsync(request, server.Program.Limit);
            Assert.True((int)answer.StatusCode < 500, $"{verb} {path}: {answer.StatusCode}");
            answers.Append(answer.Headers).Append(await answer.Content.ReadAsStringAsync(server.Program.Limit)).Append('\n');
        }
    }

    static async Task<string> MakeAsync(HttpClient client, string name, string permission)
    {
        JsonObject wanted = new() { ["name"] = name, ["permissions"] = new JsonArray(permission) };
        using HttpResponseMessage answer = await client.PostAsJsonAsync("/api/v1/keys", wanted, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))!.Text("secret")!;
    }

    /// <summary>The random part alone is a secret, too.</summary>
    static void AssertNone(List<string> secrets, string text)
    {
        foreach (string secret in secrets)
        {
            string random = secret[^43..];
            int at = text.IndexOf(random, StringComparison.Ordinal);
            Assert.True(at < 0, at < 0 ? "" : $"A key is shown: {text[Math.Max(0, at - 400)..at]}…");
        }
    }

    static string Mistyped(string key) => key[..^1] + (key[^1] == 'A' ? 'B' : 'A');
}
