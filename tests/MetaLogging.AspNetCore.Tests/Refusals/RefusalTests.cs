using MetaLogging.AspNetCore.Tests.Requests;

namespace MetaLogging.AspNetCore.Tests.Refusals;

public sealed class RefusalTests(Shop shop) : IClassFixture<Shop>
{
    WebProgram Program => shop.Program;

    [Fact]
    public async Task A_stranger_at_an_endpoint_without_audit_metadata_is_recorded_once()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, (await Program.GetAsync("/mine?q=private", ("User-Agent", "stranger"))).StatusCode);
        AuditEvent denied = Assert.Single(await Program.AuditsAsync("access.denied"), audit => audit.UserAgent == "stranger");
        Assert.Equal(("endpoint", "/mine", false, null), (denied.ResourceType, denied.ResourceId, denied.Success, denied.UserId));
        Assert.Equal((401, "GET", "127.0.0.1"), ((int)denied.AdditionalData!["status"]!.GetValue<double>(), denied.AdditionalData["method"]!.GetValue<string>(), denied.IpAddress));
    }

    [Fact]
    public async Task A_user_who_may_not_is_recorded_once_with_the_pattern_of_the_route_and_the_audited_action_is_not_said_to_have_run()
    {
        Assert.Equal(HttpStatusCode.Forbidden, (await Program.GetAsync("/admin/alice@example.com", ("X-User", "8 Mallory"))).StatusCode);
        AuditEvent denied = Assert.Single(await Program.AuditsAsync("access.denied"), audit => audit.UserId == "8");
        Assert.Equal(("Mallory", "/admin/{id}", 403), (denied.UserName, denied.ResourceId, (int)denied.AdditionalData!["status"]!.GetValue<double>()));
        Assert.Equal("admin.read", denied.AdditionalData["refused_action"]!.GetValue<string>());
        Assert.Empty(await Program.AuditsAsync("admin.read"));
        Assert.DoesNotContain("alice@example.com", Program.JournalText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_that_refuses_by_itself_is_recorded_and_so_is_what_it_was_asked()
    {
        await Program.GetAsync("/says/403", ("X-User", "9 Eve"));
        Assert.Single(await Program.AuditsAsync("access.denied"), audit => audit.UserId == "9");
        Assert.False(Assert.Single(await Program.AuditsAsync("says.read"), audit => audit.UserId == "9").Success);
    }
}
