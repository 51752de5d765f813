using MetaLogging.Api.Keys;
using MetaLogging.Api.Problems;
using MetaLogging.Api.Socket;
using MetaLogging.Recording;
using Microsoft.AspNetCore.Http;

namespace MetaLogging.Api.Access;

/// <summary>Finds out who calls: by the socket, by a policy of the host, by an API key, or by a token.</summary>
internal sealed class CallerFinder(KeyRing keys, TokenCheck tokens, AuditTrail trail)
{
    const string Scheme = "Bearer ";

    /// <summary>The commands of the program, which record under its name also when they open the folder themselves.</summary>
    static readonly Caller Local = new("socket", "metalog", Permissions.All, new Recorder("metalog", "metalog") { MayTellGaps = true });

    /// <summary>The caller, or why there is none.</summary>
    public async ValueTask<(Caller? Caller, Problem? Problem)> FindAsync(HttpContext http)
    {
        if (http.Features.Get<FolderSocket>() is not null)
        {
            // Who can open the socket can read the folder's files, so the key it would need lies before it.
            return (Local, null);
        }

        if (HostCaller.Of(http, trail.Application) is { } admitted)
        {
            return (admitted, null);
        }

        if (http.Request.Headers.Authorization is not [{ Length: > 0 } header])
        {
            return (null, Refusals.NoKey);
        }

        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return (null, Refusals.NoKey);
        }

        ReadOnlySpan<char> secret = header.AsSpan(Scheme.Length).Trim();
        if (keys.Find(secret) is { } known)
        {
            return (known, null);
        }

        Caller? bearer = tokens.IsOn && secret.Contains('.')
            ? await tokens.FindAsync(secret.ToString(), http.RequestAborted).ConfigureAwait(false)
            : null;
        return bearer is null ? (null, Refusals.WrongKey) : (bearer, null);
    }
}
