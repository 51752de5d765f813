using System.Security.Claims;
using MetaLogging.AspNetCore.Requests;
using MetaLogging.AspNetCore.SignIns;
using MetaLogging.Events;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MetaLogging.AspNetCore;

/// <summary>
/// ASP.NET Core Identity's <see cref="SignInManager{TUser}"/>, whose attempts are recorded; it decides nothing by itself. <c>AddIdentity&lt;TUser&gt;()</c> puts it in the
/// place of Identity's own. An application's own sign-in manager derives from this one. Outside a request, where nobody signs in but passwords may be checked, it records
/// nothing.
/// </summary>
/// <typeparam name="TUser">The user.</typeparam>
public class AuditedSignInManager<TUser> : SignInManager<TUser>
    where TUser : class
{
    readonly IHttpContextAccessor _accessor;
    SignInAttempt<TUser>? _attempt;

    /// <summary>Makes one; the parameters are Identity's own.</summary>
    public AuditedSignInManager(
        UserManager<TUser> userManager,
        IHttpContextAccessor contextAccessor,
        IUserClaimsPrincipalFactory<TUser> claimsFactory,
        IOptions<IdentityOptions> optionsAccessor,
        ILogger<SignInManager<TUser>> logger,
        IAuthenticationSchemeProvider schemes,
        IUserConfirmation<TUser> confirmation)
        : base(userManager, contextAccessor, claimsFactory, optionsAccessor, logger, schemes, confirmation) => _accessor = contextAccessor;

    /// <inheritdoc/>
    public override Task<SignInResult> PasswordSignInAsync(string userName, string password, bool isPersistent, bool lockoutOnFailure) => AttemptAsync(
        new() { Method = "password", FailureReason = "invalid_password", Username = userName },
        () => base.PasswordSignInAsync(userName, password, isPersistent, lockoutOnFailure));

    /// <inheritdoc/>
    public override Task<SignInResult> PasswordSignInAsync(TUser user, string password, bool isPersistent, bool lockoutOnFailure) => AttemptAsync(
        new() { Method = "password", FailureReason = "invalid_password", User = user },
        () => base.PasswordSignInAsync(user, password, isPersistent, lockoutOnFailure));

    /// <inheritdoc/>
    public override async Task<SignInResult> CheckPasswordSignInAsync(TUser user, string password, bool lockoutOnFailure)
    {
        bool isAll = _attempt is null;
        SignInResult result = await AttemptAsync(
            new() { Method = "password", FailureReason = "invalid_password", User = user },
            () => base.CheckPasswordSignInAsync(user, password, lockoutOnFailure)).ConfigureAwait(false);
        if (isAll && result.Succeeded && _accessor.HttpContext is { } http && !await IsTwoFactorEnabledAsync(user).ConfigureAwait(false))
        {
            // The application goes on by itself, as one that makes its own tokens does. Whoever is signed in already only confirms a password.
            string id = await UserManager.GetUserIdAsync(user).ConfigureAwait(false);
            if (RequestFacts.UserId(http.User) != id)
            {
                await RecordOf(http).LoginAsync(http, id, await UserManager.GetUserNameAsync(user).ConfigureAwait(false), null, null).ConfigureAwait(false);
            }
        }

        return result;
    }

    /// <inheritdoc/>
    public override async Task<SignInResult> TwoFactorSignInAsync(string provider, string code, bool isPersistent, bool rememberClient) => await AttemptAsync(
        await SecondAsync("two_factor").ConfigureAwait(false), () => base.TwoFactorSignInAsync(provider, code, isPersistent, rememberClient)).ConfigureAwait(false);

    /// <inheritdoc/>
    public override async Task<SignInResult> TwoFactorAuthenticatorSignInAsync(string code, bool isPersistent, bool rememberClient) => await AttemptAsync(
        await SecondAsync("two_factor").ConfigureAwait(false), () => base.TwoFactorAuthenticatorSignInAsync(code, isPersistent, rememberClient)).ConfigureAwait(false);

    /// <inheritdoc/>
    public override async Task<SignInResult> TwoFactorRecoveryCodeSignInAsync(string recoveryCode) => await AttemptAsync(
        await SecondAsync("recovery_code").ConfigureAwait(false), () => base.TwoFactorRecoveryCodeSignInAsync(recoveryCode)).ConfigureAwait(false);

    /// <inheritdoc/>
    public override Task<SignInResult> ExternalLoginSignInAsync(string loginProvider, string providerKey, bool isPersistent, bool bypassTwoFactor) => AttemptAsync(
        new() { Method = "external", FailureReason = "unknown_user", Provider = loginProvider },
        () => base.ExternalLoginSignInAsync(loginProvider, providerKey, isPersistent, bypassTwoFactor));

    /// <inheritdoc/>
    public override Task<SignInResult> PasskeySignInAsync(string credentialJson) => AttemptAsync(
        new() { Method = "passkey", FailureReason = "invalid_passkey" }, () => base.PasskeySignInAsync(credentialJson));

    /// <inheritdoc/>
    public override async Task RefreshSignInAsync(TUser user)
    {
        RequestNote note = RequestNote.Of(Context);   // there is no session to renew without a request
        note.IsRenewal = true;
        try
        {
            await base.RefreshSignInAsync(user).ConfigureAwait(false);
        }
        finally
        {
            note.IsRenewal = false;
        }
    }

    /// <inheritdoc/>
    public override async Task<TUser?> ValidateSecurityStampAsync(ClaimsPrincipal? principal)
    {
        TUser? user = await base.ValidateSecurityStampAsync(principal).ConfigureAwait(false);
        if (_accessor.HttpContext is { } http)
        {
            RequestNote.Of(http).WasStampChecked |= user is not null;
        }

        return user;
    }

    /// <inheritdoc/>
    protected override async Task<SignInResult?> PreSignInCheck(TUser user)
    {
        SignInResult? refused = await base.PreSignInCheck(user).ConfigureAwait(false);
        if (_attempt is { } attempt)
        {
            attempt.User ??= user;
            attempt.WasLockedOut = refused?.IsLockedOut == true;
        }

        return refused;
    }

    static SignInRecord RecordOf(HttpContext http) => http.RequestServices.GetRequiredService<SignInRecord>();

    async Task<SignInAttempt<TUser>> SecondAsync(string method) => new()
    {
        Method = method,
        FailureReason = "two_factor_failed",
        User = await GetTwoFactorAuthenticationUserAsync().ConfigureAwait(false),
    };

    async Task<SignInResult> AttemptAsync(SignInAttempt<TUser> attempt, Func<Task<SignInResult>> sign)
    {
        if (_attempt is { } outer)
        {
            outer.User ??= attempt.User;
            return await sign().ConfigureAwait(false);   // the outer one tells
        }

        if (_accessor.HttpContext is not { } http)
        {
            return await sign().ConfigureAwait(false);
        }

        _attempt = attempt;
        RequestNote note = RequestNote.Of(http);
        (note.Method, note.TypedUsername) = (attempt.Method, attempt.Username);
        try
        {
            SignInResult result = await sign().ConfigureAwait(false);
            if (!result.Succeeded && !result.RequiresTwoFactor)
            {
                await RecordOf(http).FailedAsync(http, await DescribeAsync(attempt, result).ConfigureAwait(false)).ConfigureAwait(false);
            }

            return result;
        }
        finally
        {
            _attempt = null;
        }
    }

    async Task<FailedLoginAttempt> DescribeAsync(SignInAttempt<TUser> attempt, SignInResult result) => new()
    {
        Username = attempt.Username ?? (attempt.User is null ? null : await UserManager.GetUserNameAsync(attempt.User).ConfigureAwait(false)) ?? "",
        IpAddress = "",
        FailureReason = result.IsNotAllowed ? "not_allowed"
            : result.IsLockedOut && attempt.WasLockedOut ? "locked_out"
            : attempt is { Method: "password", User: null } ? "unknown_user"
            : attempt.FailureReason,
        AttemptCount = await CountAsync(attempt.User, result).ConfigureAwait(false),
        IsBlocked = result.IsLockedOut,
        AdditionalData = SignInRecord.Data(("method", attempt.Method), ("provider", attempt.Provider)),
    };

    /// <summary>Identity begins to count anew when it locks an account.</summary>
    async Task<int> CountAsync(TUser? user, SignInResult result)
    {
        if (user is null || !UserManager.SupportsUserLockout)
        {
            return 1;
        }

        int count = await UserManager.GetAccessFailedCountAsync(user).ConfigureAwait(false);
        return result.IsLockedOut && count == 0 ? Options.Lockout.MaxFailedAccessAttempts : Math.Max(count, 1);
    }
}
