using System.Net;
using System.Text.Json;
using MetaLogging.Context;
using MetaLogging.Events;
using Microsoft.Extensions.DependencyInjection;
using Teams;
using Xunit;

namespace MetaLogging.Testing.Tests;

/// <summary>A sample, tested as its authors would.</summary>
public sealed class TeamsExtensionTests : ExtensionTest<TeamsExtension>, IAsyncLifetime
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public TeamsExtensionTests() => Variables["TEAMS_LARGEST"] = "2";

    [Fact]
    public async Task Adding_a_member_is_audited_with_who_did_it()
    {
        using (Services.GetRequiredService<IAuditContext>().Begin(new() { UserId = "ann", IpAddress = "203.0.113.7" }))
        {
            await Extension.AddMemberAsync("blue", "bob", "reader", Cancel);
        }

        AuditEvent audit = await Audit.ShouldHaveAsync("team.member.add", one => one.UserId == "ann", Cancel);
        Assert.Equal(("team", "blue", "203.0.113.7", true), (audit.ResourceType, audit.ResourceId, audit.IpAddress, audit.Success));
        Assert.Equal("""{"role":"reader","user_id":"bob"}""", audit.AdditionalData!["arguments"]!.ToJsonString());
    }

    [Fact]
    public async Task A_team_that_is_full_refuses_and_that_is_audited_too()
    {
        await Extension.AddMemberAsync("blue", "bob", "reader", Cancel);
        await Extension.AddMemberAsync("blue", "carol", "reader", Cancel);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Extension.AddMemberAsync("blue", "dave", "reader", Cancel));
        AuditEvent refused = await Audit.ShouldHaveAsync("team.member.add", one => !one.Success, Cancel);
        Assert.Equal("team_is_full", refused.ErrorMessage);
    }

    [Fact]
    public async Task The_api_shows_the_extension_behind_the_key_of_the_test()
    {
        using JsonDocument all = JsonDocument.Parse(await Server.Client.GetStringAsync("/api/v1/extensions", Cancel));
        JsonElement teams = all.RootElement.EnumerateArray().Single(one => one.GetProperty("name").GetString() == "teams");
        Assert.Equal("running", teams.GetProperty("state").GetString());
        Assert.True(teams.GetProperty("abilities")[0].GetProperty("present").GetBoolean());
        Assert.True(teams.GetProperty("environment_variables")[0].GetProperty("set").GetBoolean());
        using HttpClient stranger = new() { BaseAddress = Server.Address };
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync("/api/v1/extensions", Cancel)).StatusCode);
    }

    [Fact]
    public async Task Events_carry_the_time_of_the_test()
    {
        DateTimeOffset before = Time.GetUtcNow();
        Time.Advance(TimeSpan.FromMinutes(2));
        await Extension.AddMemberAsync("blue", "bob", "reader", Cancel);
        var page = await Trail.QueryAsync(new Queries.AuditEventQuery { StartTime = before.AddMinutes(2) }, Cancel);
        Assert.Equal("team.member.add", Assert.Single(page.Items).Event.Action);
    }

    [Fact]
    public async Task The_database_extension_is_there_and_the_abilities_hang_on_the_store()
    {
        Assert.Empty(Database.Providers);
        Host.RequireAbility("privacy_audit");
        await Audit.ShouldNotHaveAsync("team.member.add", Cancel);
    }

    [Fact]
    public async Task What_was_recorded_instead_is_told_where_an_assertion_fails()
    {
        await Extension.AddMemberAsync("blue", "bob", "reader", Cancel);
        AuditAssertionException failure = await Assert.ThrowsAsync<AuditAssertionException>(() => Audit.ShouldHaveAsync("team.member.remove", cancellationToken: Cancel));
        Assert.Contains("Expected one audit event team.member.remove, found none. Recorded:\n  team.member.add team blue by nobody, done", failure.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<AuditAssertionException>(() => Audit.ShouldHaveFailedLoginAsync("root", cancellationToken: Cancel));
    }
}
