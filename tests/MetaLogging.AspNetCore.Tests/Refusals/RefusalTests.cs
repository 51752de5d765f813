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

    [Fact]
    public async Task An_error_page_in_the_place_of_the_answer_changes_nothing()
    {
        await using WebProgram program = await WebProgram.StartAsync(
            builder =>
            {
                builder.Services.AddMetaLogging().AddAspNetCore();
                NamedUser.Add(builder.Services);
            },
            app =>
            {
                app.UseExceptionHandler("/page/500");
                app.UseStatusCodePagesWithReExecute("/page/{0}");
                app.UseAuthentication().UseAuthorization().UseMetaLogging();
                app.MapGet("/mine/{id}", (string id) => id).RequireAuthorization();
                app.MapGet("/throws", string () => throw new NotSupportedException()).Audited("throws.read");
                app.MapGet("/page/{status}", (int status) => $"Sorry: {status}").Audited("page.read");
            });
        HttpResponseMessage refused = await program.GetAsync("/mine/4");
        Assert.Equal((HttpStatusCode.Unauthorized, "Sorry: 401"), (refused.StatusCode, await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
        Assert.Equal(HttpStatusCode.InternalServerError, (await program.GetAsync("/throws")).StatusCode);
        AuditEvent[] audits = [.. (await program.EventsAsync()).OfType<AuditEvent>()];
        Assert.Contains(audits, audit => audit is { Action: "access.denied", ResourceId: "/mine/{id}" });
        Assert.Contains(audits, audit => audit is { Action: "throws.read", ErrorMessage: "NotSupportedException" });
        Assert.Single(audits, audit => audit.Action == "access.denied");
        Assert.Single(audits, audit => audit.Action == "throws.read");
    }

    [Fact]
    public async Task A_refusal_before_any_route_is_found_is_recorded_without_the_path()
    {
        await using WebProgram program = await WebProgram.StartAsync(
            builder => builder.Services.AddMetaLogging().AddAspNetCore(),
            app => app.Run(http =>
            {
                http.Response.StatusCode = 403;
                return Task.CompletedTask;
            }));
        await program.GetAsync("/a/path/of/alice");
        Assert.Null(Assert.Single(await program.AuditsAsync("access.denied")).ResourceId);
    }

    [Fact]
    public async Task Refusals_are_left_out_where_the_settings_say_so()
    {
        await using WebProgram program = await WebProgram.StartAsync(
            builder => builder.Services.AddMetaLogging().AddAspNetCore(options => options.Refusals = false), app => app.MapGet("/no", () => Results.StatusCode(403)));
        await program.GetAsync("/no");
        Assert.Empty(await program.EventsAsync());
    }
}
