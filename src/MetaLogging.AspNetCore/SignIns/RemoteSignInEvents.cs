using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace MetaLogging.AspNetCore.SignIns;

/// <summary>
/// Hears of the failures of external providers (OpenID Connect, OAuth, WS-Federation): before the application's own handlers of the same events, which may answer in
/// their place. Their successes sign in with a scheme, where they are seen as all others.
/// </summary>
internal sealed class RemoteSignInEvents<TOptions>(SignInRecord record) : IPostConfigureOptions<TOptions>
    where TOptions : RemoteAuthenticationOptions
{
    public void PostConfigure(string? name, TOptions options)
    {
        Func<RemoteFailureContext, Task> onFailure = options.Events.OnRemoteFailure;
        options.Events.OnRemoteFailure = async failed =>
        {
            await record.RemoteFailedAsync(failed.HttpContext, failed.Scheme.Name, TokenFailure.ReasonOf(failed.Failure) ?? "remote_failure").ConfigureAwait(false);
            await onFailure(failed).ConfigureAwait(false);
        };
        Func<AccessDeniedContext, Task> onDenied = options.Events.OnAccessDenied;
        options.Events.OnAccessDenied = async denied =>
        {
            await record.RemoteFailedAsync(denied.HttpContext, denied.Scheme.Name, "access_denied").ConfigureAwait(false);
            await onDenied(denied).ConfigureAwait(false);
        };
    }
}
