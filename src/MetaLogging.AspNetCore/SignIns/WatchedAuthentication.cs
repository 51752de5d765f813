using System.Security.Claims;
using MetaLogging.AspNetCore.Configuration;
using MetaLogging.AspNetCore.Requests;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace MetaLogging.AspNetCore.SignIns;

/// <summary>Sees every scheme at work, whoever asks it: tokens that are refused, sign-ins, sign-outs, forbidden access.</summary>
internal sealed class WatchedAuthentication(
    IAuthenticationService inner, IAuthenticationSchemeProvider schemes, SignInRecord record, IOptions<AspNetCoreOptions> options) : IAuthenticationService
{
    /// <summary>What the handlers of cookies and of Identity's tokens say; they throw nothing that has a type.</summary>
    const string ForgedTicket = "Unprotect ticket failed";
    const string ExpiredToken = "Token expired";

    public async Task<AuthenticateResult> AuthenticateAsync(HttpContext context, string? scheme)
    {
        AuthenticateResult result = await inner.AuthenticateAsync(context, scheme).ConfigureAwait(false);
        if (result.Succeeded)
        {
            RequestNote.Of(context).WasAuthenticated |= !IsOfIdentityItself(scheme);
        }
        else if (result.Failure is { } failure)
        {
            await NoteAsync(RequestNote.Of(context), scheme, failure).ConfigureAwait(false);
        }

        return result;
    }

    public Task ChallengeAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) => inner.ChallengeAsync(context, scheme, properties);

    public Task ForbidAsync(HttpContext context, string? scheme, AuthenticationProperties? properties)
    {
        RequestNote.Of(context).WasRefused = true;   // a cookie's scheme answers with a redirection
        return inner.ForbidAsync(context, scheme, properties);
    }

    public async Task SignInAsync(HttpContext context, string? scheme, ClaimsPrincipal principal, AuthenticationProperties? properties)
    {
        await inner.SignInAsync(context, scheme, principal, properties).ConfigureAwait(false);
        RequestNote note = RequestNote.Of(context);
        scheme ??= (await schemes.GetDefaultSignInSchemeAsync().ConfigureAwait(false))?.Name;
        if (note.IsRenewal || IsIntermediate(scheme) || await IsExchangeAsync(note, scheme).ConfigureAwait(false))
        {
            return;
        }

        string? provider = properties?.Items.TryGetValue(".AuthScheme", out string? external) == true ? external : principal.FindFirstValue(ClaimTypes.AuthenticationMethod);
        note.Method ??= provider is null ? null : "external";
        await record.LoginAsync(context, RequestFacts.UserId(principal), RequestFacts.UserName(principal), scheme, note.Method == "external" ? provider : null)
            .ConfigureAwait(false);
    }

    public async Task SignOutAsync(HttpContext context, string? scheme, AuthenticationProperties? properties)
    {
        ClaimsPrincipal user = context.User;
        await inner.SignOutAsync(context, scheme, properties).ConfigureAwait(false);
        scheme ??= (await schemes.GetDefaultSignOutSchemeAsync().ConfigureAwait(false))?.Name;
        if (RequestFacts.IsKnown(user) && !IsIntermediate(scheme))
        {
            await record.LogoutAsync(context, user, scheme).ConfigureAwait(false);
        }
    }

    /// <summary>What Identity keeps between the steps of one sign-in.</summary>
    static bool IsOfIdentityItself(string? scheme) =>
        scheme == IdentityConstants.ExternalScheme || scheme == IdentityConstants.TwoFactorUserIdScheme || scheme == IdentityConstants.TwoFactorRememberMeScheme;

    bool IsIntermediate(string? scheme) => IsOfIdentityItself(scheme) || (scheme is not null && options.Value.IntermediateSchemes.Contains(scheme));

    /// <summary>Whether a token is only exchanged for a new one, as Identity's endpoint <c>/refresh</c> does.</summary>
    async ValueTask<bool> IsExchangeAsync(RequestNote note, string? scheme) =>
        note is { WasStampChecked: true, Method: null } && scheme is not null
        && (await schemes.GetSchemeAsync(scheme).ConfigureAwait(false))?.HandlerType.Name == "BearerTokenHandler";

    async ValueTask NoteAsync(RequestNote note, string? scheme, Exception failure)
    {
        AuthenticationScheme? asked = scheme is null
            ? await schemes.GetDefaultAuthenticateSchemeAsync().ConfigureAwait(false)
            : await schemes.GetSchemeAsync(scheme).ConfigureAwait(false);
        if (asked is null || note.RefusedToken is not null || IsIntermediate(asked.Name) || typeof(IAuthenticationRequestHandler).IsAssignableFrom(asked.HandlerType))
        {
            return;   // a provider's failures come by its own events
        }

        string? reason = asked.HandlerType == typeof(CookieAuthenticationHandler)
            ? failure.Message == ForgedTicket ? "invalid_ticket" : null   // an old session that has ended is no attempt to begin one
            : TokenFailure.ReasonOf(failure) ?? (IsBearer(asked) ? failure.Message == ExpiredToken ? TokenFailure.Expired : TokenFailure.Invalid : "authentication_failed");
        if (reason is not null)
        {
            note.RefusedToken = (asked.Name, reason);
        }
    }

    static bool IsBearer(AuthenticationScheme scheme) => scheme.HandlerType.Name.Contains("Bearer", StringComparison.Ordinal);
}
