using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MetaLogging.AspNetCore.Tests.SignIns;

public sealed class IdentityTests
{
    [Fact]
    public async Task Wrong_passwords_to_lockout_and_then_the_right_one_are_failed_logins_with_a_running_count()
    {
        await using IdentityProgram program = await IdentityProgram.StartAsync();
        Assert.Equal("Failed", await program.LoginAsync("Alice", "wrong-secret-1"));
        Assert.Equal("Failed", await program.LoginAsync("Alice", "wrong-secret-2"));
        Assert.Equal("LockedOut", await program.LoginAsync("Alice", "wrong-secret-3"));
        Assert.Equal("LockedOut", await program.LoginAsync("Alice", UserDatabase.Password));
        IReadOnlyList<FailedLoginAttempt> failures = await program.Web.FailuresAsync();
        Assert.Equal(["invalid_password", "invalid_password", "invalid_password", "locked_out"], failures.Select(failure => failure.FailureReason));
        Assert.Equal([1, 2, 3, 3], failures.Select(failure => failure.AttemptCount));
        Assert.Equal([false, false, true, true], failures.Select(failure => failure.IsBlocked));
        Assert.All(failures, failure => Assert.Equal(("Alice", "127.0.0.1"), (failure.Username, failure.IpAddress)));
        Assert.All(failures, failure => Assert.NotNull(failure.RequestId));
        Assert.Empty(await program.Web.AuditsAsync("auth.login"));
        Assert.DoesNotContain("wrong-secret", program.Web.JournalText(), StringComparison.Ordinal);
        Assert.DoesNotContain(UserDatabase.Password, program.Web.JournalText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_right_password_is_one_login_although_a_cookie_is_signed_in_with_too()
    {
        await using IdentityProgram program = await IdentityProgram.StartAsync();
        Assert.Equal("Succeeded", await program.LoginAsync("BOB", UserDatabase.Password));
        AuditEvent login = Assert.Single((await program.Web.EventsAsync()).OfType<AuditEvent>());
        Assert.Equal(("auth.login", "id-of-bob", "BOB", "user", "127.0.0.1"), (login.Action, login.UserId, login.UserName, login.ResourceType, login.IpAddress));
        Assert.Equal(("password", "Identity.Application"), (login.AdditionalData!["method"]!.GetValue<string>(), login.AdditionalData["scheme"]!.GetValue<string>()));
        Assert.Equal(HttpStatusCode.OK, (await program.Web.GetAsync("/me")).StatusCode);
    }

    [Fact]
    public async Task A_user_who_is_not_known_or_may_not_sign_in_is_told_apart()
    {
        await using IdentityProgram program = await IdentityProgram.StartAsync();
        Assert.Equal("Failed", await program.LoginAsync("nobody", "x"));
        Assert.Equal("NotAllowed", await program.LoginAsync("unconfirmed", UserDatabase.Password));
        Assert.Equal([("nobody", "unknown_user"), ("unconfirmed", "not_allowed")],
            (await program.Web.FailuresAsync()).Select(failure => (failure.Username, failure.FailureReason)));
    }

    [Fact]
    public async Task A_second_factor_is_no_failure_until_it_is_wrong_and_one_login_when_it_is_right()
    {
        await using IdentityProgram program = await IdentityProgram.StartAsync();
        string code = await program.CodeAsync("carol");
        Assert.Equal("RequiresTwoFactor", await program.LoginAsync("carol", UserDatabase.Password));
        Assert.Empty(await program.Web.EventsAsync());
        Assert.Equal("Failed", await program.PostAsync("/code", ("code", "wrong-code")));
        Assert.Equal("Failed", await program.PostAsync("/recovery", ("code", "wrong-code")));
        Assert.Equal("Succeeded", await program.PostAsync("/code", ("code", code)));
        IReadOnlyList<FailedLoginAttempt> failures = await program.Web.FailuresAsync();
        Assert.Equal([("carol", "two_factor_failed", 1), ("carol", "two_factor_failed", 1)],
            failures.Select(failure => (failure.Username, failure.FailureReason, failure.AttemptCount)));
        AuditEvent login = Assert.Single(await program.Web.AuditsAsync("auth.login"));
        Assert.Equal(("id-of-carol", "carol", "two_factor"), (login.UserId, login.UserName, login.AdditionalData!["method"]!.GetValue<string>()));
        Assert.DoesNotContain("wrong-code", program.Web.JournalText(), StringComparison.Ordinal);
        Assert.DoesNotContain(code, program.Web.JournalText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_out_of_all_of_identitys_cookies_is_one_logout()
    {
        await using IdentityProgram program = await IdentityProgram.StartAsync();
        await program.LoginAsync("bob", UserDatabase.Password);
        await program.PostAsync("/logout");
        await program.PostAsync("/logout");
        AuditEvent logout = Assert.Single(await program.Web.AuditsAsync("auth.logout"));
        Assert.Equal(("id-of-bob", "bob"), (logout.UserId, logout.UserName));
    }

    [Fact]
    public async Task Renewing_a_session_is_no_login()
    {
        await using IdentityProgram program = await IdentityProgram.StartAsync();
        await program.LoginAsync("bob", UserDatabase.Password);
        await program.PostAsync("/renew");
        Assert.Single(await program.Web.AuditsAsync("auth.login"));
    }

    [Fact]
    public async Task An_application_that_checks_passwords_and_makes_its_own_tokens_is_seen_too()
    {
        await using IdentityProgram program = await IdentityProgram.StartAsync();
        Assert.Equal("Failed", await program.PostAsync("/check", ("name", "bob"), ("password", "x")));
        Assert.Equal("Succeeded", await program.PostAsync("/check", ("name", "bob"), ("password", UserDatabase.Password)));
        Assert.Equal(("bob", "invalid_password"), Assert.Single((await program.Web.FailuresAsync()).Select(failure => (failure.Username, failure.FailureReason))));
        Assert.Equal("id-of-bob", Assert.Single(await program.Web.AuditsAsync("auth.login")).UserId);
    }

    [Fact]
    public async Task Outside_a_request_passwords_are_checked_as_ever()
    {
        await using IdentityProgram program = await IdentityProgram.StartAsync();
        await using AsyncServiceScope scope = program.Web.Get<IServiceProvider>().CreateAsyncScope();
        SignInManager<AppUser> signIns = scope.ServiceProvider.GetRequiredService<SignInManager<AppUser>>();
        AppUser bob = (await signIns.UserManager.FindByNameAsync("bob"))!;
        Assert.False((await signIns.CheckPasswordSignInAsync(bob, "x", false)).Succeeded);
        Assert.True((await signIns.CheckPasswordSignInAsync(bob, UserDatabase.Password, false)).Succeeded);
        Assert.NotNull(await signIns.ValidateSecurityStampAsync(await signIns.CreateUserPrincipalAsync(bob)));
    }

    [Fact]
    public async Task Who_is_signed_in_and_confirms_a_password_does_not_sign_in_again()
    {
        await using IdentityProgram program = await IdentityProgram.StartAsync();
        await program.LoginAsync("bob", UserDatabase.Password);
        Assert.Equal("Succeeded", await program.PostAsync("/check", ("name", "bob"), ("password", UserDatabase.Password)));
        Assert.Single(await program.Web.AuditsAsync("auth.login"));
    }

    [Fact]
    public async Task An_external_login_counts_once_and_says_by_whom()
    {
        await using IdentityProgram program = await IdentityProgram.StartAsync();
        Assert.Equal("Failed", await program.PostAsync("/external", ("key", "77")));
        await program.PostAsync("/link", ("key", "77"));
        Assert.Equal("Succeeded", await program.PostAsync("/external", ("key", "77")));
        FailedLoginAttempt failure = Assert.Single(await program.Web.FailuresAsync());
        Assert.Equal(("", "unknown_user", "Contoso"), (failure.Username, failure.FailureReason, failure.AdditionalData!["provider"]!.GetValue<string>()));
        AuditEvent login = Assert.Single(await program.Web.AuditsAsync("auth.login"));
        Assert.Equal(("id-of-carol", "external", "Contoso"),
            (login.UserId, login.AdditionalData!["method"]!.GetValue<string>(), login.AdditionalData["provider"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Adding_it_before_identity_is_the_same()
    {
        await using IdentityProgram program = await IdentityProgram.StartAsync(
            before: services => services.AddMetaLogging().AddAspNetCore().AddIdentity<AppUser>().AddIdentity<AppUser>(), after: _ => { });
        await program.LoginAsync("bob", "x");
        await program.LoginAsync("bob", UserDatabase.Password);
        Assert.Single(await program.Web.FailuresAsync());
        Assert.Single(await program.Web.AuditsAsync("auth.login"));
    }

    [Fact]
    public async Task Adding_it_before_what_takes_its_place_without_asking_is_the_same()
    {
        await using IdentityProgram program = await IdentityProgram.StartAsync(
            before: services => services.AddMetaLogging().AddAspNetCore().AddIdentity<AppUser>(),
            after: services => new IdentityBuilder(typeof(AppUser), services).AddSignInManager());   // as AddDefaultIdentity and AddIdentityApiEndpoints do
        await program.LoginAsync("bob", "x");
        Assert.Single(await program.Web.FailuresAsync());
    }

    [Fact]
    public async Task A_sign_in_that_must_be_recorded_and_cannot_be_gives_no_cookie()
    {
        FailingFiles disk = new();
        await using IdentityProgram program = await IdentityProgram.StartAsync(
            after: services => services.AddMetaLogging().AddAspNetCore(options => options.SignInFailurePolicy = FailurePolicy.FailOperation).AddIdentity<AppUser>(), disk: disk);
        disk.IsBroken = true;
        HttpResponseMessage answer = await program.Web.PostAsync("/login", ("name", "bob"), ("password", UserDatabase.Password));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(0, program.Web.Cookies.Count);
    }

    [Fact]
    public async Task An_own_sign_in_manager_that_goes_around_it_is_refused_at_start_and_one_that_derives_from_it_is_not()
    {
        InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(() => IdentityProgram.StartAsync(after: services =>
        {
            new IdentityBuilder(typeof(AppUser), services).AddSignInManager<OwnSignIns>();
            services.AddMetaLogging().AddAspNetCore().AddIdentity<AppUser>();
        }));
        Assert.Contains("AuditedSignInManager<AppUser>", refused.Message, StringComparison.Ordinal);
        await using IdentityProgram program = await IdentityProgram.StartAsync(after: services =>
        {
            services.AddMetaLogging().AddAspNetCore().AddIdentity<AppUser>();
            new IdentityBuilder(typeof(AppUser), services).AddSignInManager<OwnAuditedSignIns>();
        });
        await program.LoginAsync("bob", "x");
        Assert.Single(await program.Web.FailuresAsync());
    }

    sealed class OwnSignIns(
        UserManager<AppUser> users, IHttpContextAccessor context, IUserClaimsPrincipalFactory<AppUser> claims, IOptions<IdentityOptions> options,
        ILogger<SignInManager<AppUser>> logger, IAuthenticationSchemeProvider schemes, IUserConfirmation<AppUser> confirmation)
        : SignInManager<AppUser>(users, context, claims, options, logger, schemes, confirmation);

    sealed class OwnAuditedSignIns(
        UserManager<AppUser> users, IHttpContextAccessor context, IUserClaimsPrincipalFactory<AppUser> claims, IOptions<IdentityOptions> options,
        ILogger<SignInManager<AppUser>> logger, IAuthenticationSchemeProvider schemes, IUserConfirmation<AppUser> confirmation)
        : AuditedSignInManager<AppUser>(users, context, claims, options, logger, schemes, confirmation);
}
