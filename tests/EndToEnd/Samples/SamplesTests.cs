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

    static Task<Command> RunAsync(string sample, string program, params string[] arguments)
    {
        string built = Path.GetRelativePath(Repository.PathOf("tests", "EndToEnd"), AppContext.BaseDirectory);
        return Command.RunAsync(Path.Combine(Repository.PathOf("samples", sample, built), program), arguments, Path.GetTempPath());
    }

    async Task<IReadOnlyList<JsonObject>> QueryAsync(string kind, params string[] more)
    {
        Command asked = (await Command.MetaLogAsync(["query", kind, "--order", "asc", "--all", "--format", "ndjson", "--data", Data, .. more])).Succeeded();
        return JsonLines.Parse(asked.Output);
    }
}
