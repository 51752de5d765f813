using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;

namespace MetaLogging.AspNetCore.Tests.SignIns;

public sealed class CookieTests
{
    [Fact]
    public async Task A_cookie_signed_in_with_by_hand_is_a_login_and_signed_out_of_a_logout()
    {
        await using WebProgram program = await StartAsync();
        await program.PostAsync("/login");
        await program.PostAsync("/logout");
        AuditEvent[] audits = [.. (await program.EventsAsync()).OfType<AuditEvent>()];
        Assert.Equal(["auth.login", "auth.logout"], audits.Select(audit => audit.Action));
        Assert.All(audits, audit => Assert.Equal(("5", "Dora", "Cookies"), (audit.UserId, audit.UserName, audit.AdditionalData!["scheme"]!.GetValue<string>())));
    }

    [Fact]
    public async Task A_step_on_the_way_to_a_sign_in_is_none_yet()
    {
        await using WebProgram program = await StartAsync();
        await program.PostAsync("/half");
        Assert.Empty(await program.EventsAsync());
    }

    [Fact]
    public async Task A_stranger_who_is_sent_to_the_page_for_signing_in_was_refused()
    {
        await using WebProgram program = await StartAsync();
        Assert.Equal(HttpStatusCode.Redirect, (await program.GetAsync("/mine")).StatusCode);
        AuditEvent denied = Assert.Single(await program.AuditsAsync("access.denied"));
        Assert.Equal(("/mine", 302), (denied.ResourceId, (int)denied.AdditionalData!["status"]!.GetValue<double>()));
    }

    [Fact]
    public async Task A_user_who_is_forbidden_by_a_handler_was_refused_although_the_answer_is_a_redirection()
    {
        await using WebProgram program = await StartAsync();
        await program.PostAsync("/login");
        Assert.Equal(HttpStatusCode.Redirect, (await program.GetAsync("/forbidden")).StatusCode);
        Assert.Equal(("/forbidden", "5"), Assert.Single((await program.AuditsAsync("access.denied")).Select(denied => (denied.ResourceId, denied.UserId))));
    }

    [Fact]
    public async Task A_forged_cookie_is_a_failed_login_once_a_request()
    {
        await using WebProgram program = await StartAsync();
        await program.GetAsync("/twice", ("Cookie", ".AspNetCore.Cookies=forged-ticket"));
        FailedLoginAttempt failure = Assert.Single(await program.FailuresAsync());
        Assert.Equal(("invalid_ticket", "", "127.0.0.1"), (failure.FailureReason, failure.Username, failure.IpAddress));
        Assert.DoesNotContain("forged-ticket", program.JournalText(), StringComparison.Ordinal);
    }

    static Task<WebProgram> StartAsync() => WebProgram.StartAsync(
        builder =>
        {
            builder.Services.AddAuthentication("Cookies").AddCookie("Cookies").AddCookie("Half");
            builder.Services.AddMetaLogging().AddAspNetCore(options => options.IntermediateSchemes.Add("Half"));
        },
        app =>
        {
            app.UseAuthentication().UseAuthorization().UseMetaLogging();
            ClaimsPrincipal dora = new(new ClaimsIdentity([new("sub", "5"), new(ClaimTypes.Name, "Dora")], "form"));
            app.MapPost("/login", (HttpContext http) => http.SignInAsync(dora));
            app.MapPost("/half", (HttpContext http) => http.SignInAsync("Half", dora));
            app.MapPost("/logout", (HttpContext http) => http.SignOutAsync());
            app.MapGet("/mine", () => "").RequireAuthorization();
            app.MapGet("/forbidden", () => Results.Forbid());
            app.MapGet("/twice", async (HttpContext http) => (await http.AuthenticateAsync("Cookies")).Succeeded);
        });
}
