using MetaLogging.AspNetCore.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace MetaLogging.AspNetCore.Tests.Hosting;

public sealed class AddAspNetCoreTests
{
    [Fact]
    public async Task Adding_and_using_it_twice_records_everything_once()
    {
        await using WebProgram program = await WebProgram.StartAsync(
            builder =>
            {
                builder.Services.AddMetaLogging().AddAspNetCore().AddAspNetCore(options => options.UserAgent = false);
                NamedUser.Add(builder.Services);
                builder.Services.AddMetaLogging().AddAspNetCore();
            },
            app =>
            {
                app.UseAuthentication().UseAuthorization().UseMetaLogging().UseMetaLogging();
                app.MapGet("/thing", () => "").Audited("thing.read");
                app.MapGet("/mine", () => "").RequireAuthorization();
            });
        await program.GetAsync("/thing", ("User-Agent", "Tests/1.0"));
        await program.GetAsync("/mine");
        Assert.Null(Assert.Single(await program.AuditsAsync("thing.read")).UserAgent);
        Assert.Single(await program.AuditsAsync("access.denied"));
    }

    [Fact]
    public async Task The_section_of_the_configuration_is_bound_and_code_is_stronger()
    {
        await using WebProgram program = await WebProgram.StartAsync(
            builder =>
            {
                builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
                {
                    ["MetaLogging:AspNetCore:FailurePolicy"] = "FailOperation",
                    ["MetaLogging:AspNetCore:LagLimit"] = "5",
                    ["MetaLogging:AspNetCore:IntermediateSchemes:0"] = "half",
                });
                builder.Services.AddMetaLogging().AddAspNetCore(options => options.LagLimit = 7);
            },
            _ => { });
        AspNetCoreOptions options = program.Get<IOptions<AspNetCoreOptions>>().Value;
        Assert.Equal((FailurePolicy.FailOperation, 7), (options.FailurePolicy, options.LagLimit));
        Assert.Equal(["half"], options.IntermediateSchemes);
    }

    [Fact]
    public async Task A_wrong_setting_is_refused_at_start_by_its_name()
    {
        OptionsValidationException refused = await Assert.ThrowsAsync<OptionsValidationException>(() => WebProgram.StartAsync(
            builder => builder.Services.AddMetaLogging().AddAspNetCore(options => options.LagLimit = -1), _ => { }));
        Assert.Contains("MetaLogging:AspNetCore:LagLimit", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Using_it_without_its_services_says_what_to_add()
    {
        InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(() => WebProgram.StartAsync(
            builder => builder.Services.AddMetaLogging(), app => app.UseMetaLogging()));
        Assert.Contains("AddAspNetCore()", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_audited_endpoint_that_requests_reach_around_the_trail_is_warned_of_once()
    {
        await using WebProgram program = await WebProgram.StartAsync(
            builder => builder.Services.AddMetaLogging().AddAspNetCore(), app => app.MapGet("/thing", () => "").Audited("thing.read"));
        await program.GetAsync("/thing");
        await program.GetAsync("/thing");
        Assert.Contains("/thing", Assert.Single(program.Log.Of(1602)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1 Ann logging:read", HttpStatusCode.OK)]
    [InlineData("1 Ann scope=openid+logging:read", HttpStatusCode.OK)]
    [InlineData("1 Ann scope=logging:reader", HttpStatusCode.Forbidden)]
    [InlineData("1 Ann logging:manage", HttpStatusCode.Forbidden)]
    [InlineData("", HttpStatusCode.Unauthorized)]
    public async Task The_permissions_are_policies(string user, HttpStatusCode status)
    {
        await using WebProgram program = await StartWithPoliciesAsync(_ => { });
        Assert.Equal(status, (await program.GetAsync("/read", ("X-User", user))).StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_application_that_has_a_policy_of_the_name_keeps_it(bool isFirst)
    {
        void Own(IServiceCollection services) => services.AddAuthorization(options => options.AddPolicy("logging:read", policy => policy.RequireRole("auditor")));
        await using WebProgram program = await StartWithPoliciesAsync(builder => Own(builder.Services), isFirst);
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync("/read", ("X-User", "1 Ann auditor"))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await program.GetAsync("/read", ("X-User", "1 Ann logging:read"))).StatusCode);
    }

    static Task<WebProgram> StartWithPoliciesAsync(Action<WebApplicationBuilder> build, bool isFirst = true) => WebProgram.StartAsync(
        builder =>
        {
            if (isFirst)
            {
                build(builder);
            }

            builder.Services.AddMetaLogging().AddAspNetCore();
            NamedUser.Add(builder.Services);
            if (!isFirst)
            {
                build(builder);
            }
        },
        app =>
        {
            app.UseAuthentication().UseAuthorization().UseMetaLogging();
            app.MapGet("/read", () => "").RequireAuthorization("logging:read");
        });
}
