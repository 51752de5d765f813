using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MetaLogging.EndToEnd.Server;
using Xunit;

namespace MetaLogging.EndToEnd.Exports;

/// <summary>Exports of a real folder and of a real server, checked by the program, and by hand as the page in them says.</summary>
public sealed class ExportTests : IDisposable
{
    const string North = ",\"tenant_id\":\"north\"";

    readonly TemporaryFolder _folder = new();

    string Data => _folder.PathOf("data");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_exported_of_a_folder_through_its_server_and_over_HTTP_is_proven_and_a_tenants_key_exports_that_tenant_alone()
    {
        (await Command.MetaLogAsync("import", _folder.Write("events.ndjson", Lines()), "--format", "ndjson", "--data", Data)).Succeeded();
        await ExportAsync("alone.zip", "--data", Data);
        string key = (await File.ReadAllTextAsync(Path.Combine(Data, "log.vkey"), TestContext.Current.CancellationToken)).TrimEnd('\n');
        Assert.Equal(36, await VerifyAsync("alone.zip", key));

        await using LiveServer server = await LiveServer.StartAsync(Data);
        string[] readAll = ["--server", server.Address.ToString(), "--key", await MakeKeyAsync(server, null)];
        string[] readNorth = ["--server", server.Address.ToString(), "--key", await MakeKeyAsync(server, "north")];
        await ExportAsync("socket.zip", "--data", Data);
        await ExportAsync("http.zip", readAll);
        await ExportAsync("north.zip", readNorth);
        await ExportAsync("clerk.zip", ["--user-id", "clerk-1", "--kind", "audit-events", .. readAll]);
        Assert.Equal(36, await VerifyAsync("socket.zip", key));
        Assert.Equal(36, await VerifyAsync("http.zip", key));
        Assert.Equal(3, await VerifyAsync("north.zip", key));
        Assert.Equal(4, await VerifyAsync("clerk.zip", key));
        string alone = Read("alone.zip", "events.ndjson");
        Assert.Equal((alone, alone), (Read("socket.zip", "events.ndjson"), Read("http.zip", "events.ndjson")));
        Assert.All(JsonLines.Parse(Read("north.zip", "events.ndjson")), item => Assert.Equal("north", item.Text("tenant_id")));
        Assert.All(JsonLines.Parse(Read("clerk.zip", "events.ndjson")), item => Assert.Equal("clerk-1", item.Text("user_id")));
        Command foreign = await Command.MetaLogAsync(["export", "--tenant-id", "south", "--out", _folder.PathOf("no.zip"), .. readNorth]);
        Assert.Contains("tenant", foreign.Failed(2).Talk, StringComparison.Ordinal);
        Command told = (await Command.MetaLogAsync("query", "audit-events", "--action", "metalog.export", "--own", "--order", "asc", "--format", "ndjson", "--data", Data)).Succeeded();
        Assert.Equal([36L, 36, 36, 3, 4], JsonLines.Parse(told.Output).Select(item => (long)item["additional_data"]!["events"]!));
        Assert.Equal("north", JsonLines.Parse(told.Output)[3].Text("tenant_id"));
        Assert.Equal(0, (await server.StopAsync()).ExitCode);
    }

    [Fact]
    public async Task The_page_in_an_export_checks_it_by_hand_and_finds_what_was_changed()
    {
        (await Command.MetaLogAsync("import", _folder.Write("events.ndjson", Lines()), "--format", "ndjson", "--data", Data)).Succeeded();
        await ExportAsync("x.zip", "--data", Data);
        string unpacked = _folder.PathOf("unpacked");
        await ZipFile.ExtractToDirectoryAsync(_folder.PathOf("x.zip"), unpacked, TestContext.Current.CancellationToken);
        string[] page = await File.ReadAllLinesAsync(Path.Combine(unpacked, "README.txt"), TestContext.Current.CancellationToken);
        string extract = page.Single(line => line.Contains("| python3 -", StringComparison.Ordinal));
        string program = extract[extract.IndexOf("sed -n", StringComparison.Ordinal)..];
        string signature = string.Join('\n', page.SkipWhile(line => !line.StartsWith("vkey=", StringComparison.Ordinal)).TakeWhile(line => line.Length > 0));
        Assert.InRange(page.Count(line => line.Length > 0), 40, 80);

        Command signed = (await Command.RunAsync("/bin/sh", ["-e", "-c", signature], unpacked)).Succeeded();
        Assert.Contains("Verified Successfully", signed.Output, StringComparison.Ordinal);
        Command proven = (await Command.RunAsync("/bin/sh", ["-c", program], unpacked)).Succeeded();
        Assert.StartsWith("36 events of ", proven.Output, StringComparison.Ordinal);

        await ChangedAsync("checkpoint", text => text.Replace("\n", "x\n", StringComparison.Ordinal), signature);
        await ChangedAsync("entries.ndjson", text => text.Replace("\"success\":true", "\"success\":false", StringComparison.Ordinal), program);
        await ChangedAsync("entries.ndjson", text => text.Replace("clerk-1", "clerk-2", StringComparison.Ordinal), program);
        await ChangedAsync("events.ndjson", text => text.Replace("clerk-1", "clerk-2", StringComparison.Ordinal), program);
        await ChangedAsync("events.ndjson", text => text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..], program);
        (await Command.RunAsync("/bin/sh", ["-c", program], unpacked)).Succeeded();

        async Task ChangedAsync(string name, Func<string, string> change, string check)
        {
            string path = Path.Combine(unpacked, name);
            string text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(path, change(text), TestContext.Current.CancellationToken);
            Assert.NotEqual(0, (await Command.RunAsync("/bin/sh", ["-e", "-c", check], unpacked)).ExitCode);
            await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
        }
    }

    async Task ExportAsync(string name, params string[] arguments) =>
        (await Command.MetaLogAsync(["export", "--end-time", "2026-03-02T00:00:00Z", "--out", _folder.PathOf(name), .. arguments])).Succeeded();

    /// <summary>How many events of an export are proven.</summary>
    async Task<long> VerifyAsync(string name, string key)
    {
        Command verify = await Command.MetaLogAsync("verify-export", _folder.PathOf(name), "--vkey", key, "--format", "json");
        return (long)JsonNode.Parse(verify.Succeeded().Output)!["events"]!;
    }

    string Read(string name, string member)
    {
        using ZipArchive zip = ZipFile.OpenRead(_folder.PathOf(name));
        using StreamReader reader = new(zip.GetEntry(member)!.Open());
        return reader.ReadToEnd();
    }

    static async Task<string> MakeKeyAsync(LiveServer server, string? tenant)
    {
        using HttpClient client = server.Client();
        JsonObject wanted = new() { ["name"] = "auditor", ["permissions"] = new JsonArray("logging:read"), ["tenant_id"] = tenant };
        using HttpResponseMessage answer = await client.PostAsJsonAsync("/api/v1/keys", wanted, server.Program.Limit);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonObject>(server.Program.Limit))!.Text("secret")!;
    }

    /// <summary>Events of all kinds of one day, with text and numbers that are spelled in special ways.</summary>
    static string Lines() => string.Concat(Enumerable.Range(0, 12).Select(i =>
        $$$"""
        {"kind":"audit_event","timestamp":"2026-03-01T12:00:{{{i + 10}}}Z","action":"user.read","resource_type":"user","resource_id":"u{{{i}}}","user_id":"clerk-{{{i % 3}}}","privacy_impact":true,"data_categories":["contact"],"subject_ids":["u{{{i}}}"],"changes":[{"field":"a","old":1e-7,"new":{"z":1e21,"é":null}}],"additional_data":{"text":"O'Hara \"ünïcode\" 😀 \u2028 {{{i}}}","n":0.1}{{{(i % 4 == 0 ? North : "")}}}}
        {"kind":"failed_login","timestamp":"2026-03-01T12:01:{{{i + 10}}}Z","username":"=cmd{{{i}}}","ip_address":"192.0.2.{{{i}}}","failure_reason":"wrong_password","risk_score":0.{{{i % 10}}},"repeat_count":{{{i + 1}}}}
        {"kind":"system_event","timestamp":"2026-03-01T12:02:{{{i + 10}}}Z","level":"ERROR","component":"backup","message":"run {{{i}}}\nwas late"}

        """));
}
