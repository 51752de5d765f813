namespace MetaLogging.Api.Tests.Hosting;

public sealed class LoggingTests
{
    [Theory]
    [InlineData("false")]
    [InlineData("true")]
    public async Task The_log_holds_no_personal_data_also_in_debug_mode(string debug)
    {
        await using RunningServer server = await RunningServer.StartAsync(new() { Settings = { ["MetaLogging:Debug"] = debug } });
        Client caller = server.Owner();
        (await caller.PostAsync("/api/v1/audit-events", Some.AuditOf("a", ",\"user_id\":\"zoe.miller\""))).Is(201);
        (await caller.PostAsync("/api/v1/audit-events", Some.AuditOf("a b", ",\"user_id\":\"zoe.miller\""))).Is(400);
        (await caller.GetAsync("/api/v1/audit-events?user_id=zoe.miller")).Is(200);
        (await caller.GetAsync("/api/v1/audit-events?zoe.miller=1")).Is(400);
        (await caller.GetAsync("/api/v1/events/zoe.miller")).Is(400);
        (await caller.GetAsync("/nowhere/zoe.miller")).Is(404);
        await server.StopAsync();
        Assert.DoesNotContain(server.Log.Lines, line => line.Contains("zoe", StringComparison.Ordinal));
    }
}
