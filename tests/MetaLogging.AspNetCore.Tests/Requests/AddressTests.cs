using Microsoft.AspNetCore.HttpOverrides;

namespace MetaLogging.AspNetCore.Tests.Requests;

public sealed class AddressTests
{
    [Fact]
    public async Task What_a_client_says_of_its_own_address_does_not_count()
    {
        await using WebProgram program = await StartAsync(_ => { });
        await program.GetAsync("/thing", ("X-Forwarded-For", "203.0.113.9"));
        Assert.Equal("127.0.0.1", Assert.Single(await program.AuditsAsync("thing.read")).IpAddress);
    }

    [Fact]
    public async Task What_a_proxy_says_counts_where_the_application_believes_it()
    {
        await using WebProgram program = await StartAsync(app => app.UseForwardedHeaders(new() { ForwardedHeaders = ForwardedHeaders.XForwardedFor }));
        await program.GetAsync("/thing", ("X-Forwarded-For", "203.0.113.9"));
        await program.GetAsync("/refused", ("X-Forwarded-For", "203.0.113.9"));
        Assert.Equal("203.0.113.9", Assert.Single(await program.AuditsAsync("thing.read")).IpAddress);
        Assert.Equal("203.0.113.9", Assert.Single(await program.AuditsAsync("access.denied")).IpAddress);
    }

    [Theory]
    [InlineData("::ffff:198.51.100.7", "198.51.100.7")]
    [InlineData("2001:db8::7", "2001:db8::7")]
    [InlineData("fe80::1%3", "fe80::1")]
    public async Task An_address_is_written_in_one_way(string remote, string recorded)
    {
        await using WebProgram program = await StartAsync(app => app.Use((http, next) =>
        {
            http.Connection.RemoteIpAddress = IPAddress.Parse(remote);
            return next(http);
        }));
        await program.GetAsync("/thing");
        Assert.Equal(recorded, Assert.Single(await program.AuditsAsync("thing.read")).IpAddress);
    }

    static Task<WebProgram> StartAsync(Action<WebApplication> first) => WebProgram.StartAsync(
        builder => builder.Services.AddMetaLogging().AddAspNetCore(),
        app =>
        {
            first(app);
            app.UseMetaLogging();
            app.MapGet("/thing", () => "").Audited("thing.read");
            app.MapGet("/refused", () => Results.StatusCode(401));
        });
}
