using Microsoft.AspNetCore.Authentication;

namespace MetaLogging.AspNetCore.Tests.SignIns;

public sealed class OpenIdConnectTests
{
    int _ownFailures;

    [Fact]
    public async Task A_sign_in_by_a_provider_is_one_login_with_its_name()
    {
        await using Provider provider = await Provider.StartAsync();
        await using WebProgram program = await StartAsync(provider);
        await SignInAsync(program);
        AuditEvent login = Assert.Single((await program.EventsAsync()).OfType<AuditEvent>());
        Assert.Equal(("auth.login", "31", "Frida", "Cookies", "Contoso"),
            (login.Action, login.UserId, login.UserName, login.AdditionalData!["scheme"]!.GetValue<string>(), login.AdditionalData["provider"]!.GetValue<string>()));
        Assert.Empty(await program.FailuresAsync());
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync("/mine")).StatusCode);
        Assert.DoesNotContain("the-secret", program.JournalText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_of_the_provider_that_is_refused_is_one_failed_login_and_the_applications_own_handler_still_answers()
    {
        await using Provider provider = await Provider.StartAsync();
        provider.IsLate = true;
        await using WebProgram program = await StartAsync(provider);
        Assert.Equal("/failed", (await SignInAsync(program)).Headers.Location?.OriginalString);
        FailedLoginAttempt failure = Assert.Single(await program.FailuresAsync());
        Assert.Equal(("expired_token", "Contoso", "127.0.0.1"), (failure.FailureReason, failure.AdditionalData!["provider"]!.GetValue<string>(), failure.IpAddress));
        Assert.Equal(1, _ownFailures);
        Assert.Empty(await program.AuditsAsync("auth.login"));
        Assert.DoesNotContain("the-secret", program.JournalText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_who_says_no_at_the_provider_is_a_failed_login()
    {
        await using Provider provider = await Provider.StartAsync();
        provider.Denies = true;
        await using WebProgram program = await StartAsync(provider);
        await SignInAsync(program);
        Assert.Equal("access_denied", Assert.Single(await program.FailuresAsync()).FailureReason);
    }

    [Fact]
    public async Task A_made_up_answer_of_a_provider_is_a_failed_login()
    {
        await using Provider provider = await Provider.StartAsync();
        await using WebProgram program = await StartAsync(provider);
        await program.GetAsync("/signin-oidc?code=made-up&state=made-up");
        Assert.Equal("remote_failure", Assert.Single(await program.FailuresAsync()).FailureReason);
    }

    /// <summary>There, to the provider and back, as a browser goes.</summary>
    static async Task<HttpResponseMessage> SignInAsync(WebProgram program)
    {
        HttpResponseMessage there = await program.GetAsync("/sign-in");
        HttpResponseMessage back = await program.Http.GetAsync(there.Headers.Location, TestContext.Current.CancellationToken);
        return await program.GetAsync(back.Headers.Location!.PathAndQuery);
    }

    Task<WebProgram> StartAsync(Provider provider) => WebProgram.StartAsync(
        builder =>
        {
            builder.Services.AddMetaLogging().AddAspNetCore();
            builder.Services.AddAuthentication("Cookies").AddCookie("Cookies").AddOpenIdConnect("Contoso", options =>
            {
                options.Authority = provider.Address;
                options.ClientId = "shop";
                options.ClientSecret = "the-secret-of-the-client";
                options.RequireHttpsMetadata = false;
                options.ResponseType = "code";
                options.ResponseMode = "query";
                options.MapInboundClaims = false;
                options.TokenValidationParameters.NameClaimType = "name";

                // Browsers keep these on loopback; the tests' client does not without https.
                options.NonceCookie.SecurePolicy = options.CorrelationCookie.SecurePolicy = CookieSecurePolicy.None;
                options.NonceCookie.SameSite = options.CorrelationCookie.SameSite = SameSiteMode.Lax;
                options.Events.OnRemoteFailure = failed =>
                {
                    _ownFailures++;
                    failed.Response.Redirect("/failed");
                    failed.HandleResponse();
                    return Task.CompletedTask;
                };
            });
        },
        app =>
        {
            app.UseAuthentication().UseAuthorization().UseMetaLogging();
            app.MapGet("/sign-in", () => Results.Challenge(new AuthenticationProperties { RedirectUri = "/mine" }, ["Contoso"]));
            app.MapGet("/mine", () => "").RequireAuthorization();
        });
}
