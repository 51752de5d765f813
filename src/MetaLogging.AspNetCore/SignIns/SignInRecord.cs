using System.Security.Claims;
using System.Text.Json.Nodes;
using MetaLogging.AspNetCore.Configuration;
using MetaLogging.AspNetCore.Requests;
using MetaLogging.Capturing;
using MetaLogging.Context;
using MetaLogging.Events;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace MetaLogging.AspNetCore.SignIns;

/// <summary>Records sign-ins, failed ones and sign-outs, each of them once a request. No password, token or code comes here.</summary>
internal sealed class SignInRecord(Capture capture, IAuditContext context, IOptions<AspNetCoreOptions> options)
{
    const string Source = "sign_ins";

    readonly AspNetCoreOptions _options = options.Value;

    /// <summary>A user has signed in.</summary>
    /// <exception cref="EventNotRecordedException">It can't be recorded, and the settings say that it fails then.</exception>
    public async ValueTask LoginAsync(HttpContext http, string? userId, string? userName, string? scheme, string? provider)
    {
        RequestNote note = RequestNote.Of(http);
        if (note.HasLogin || !_options.SignIns)
        {
            return;
        }

        note.HasLogin = true;
        string? id = RequestFacts.Id(userId);
        await RecordAsync(http, new AuditEvent
        {
            Action = "auth.login",
            ResourceType = "user",
            ResourceId = id,
            UserId = id,
            UserName = RequestFacts.Id(note.TypedUsername ?? userName),
            AdditionalData = Data(("method", note.Method), ("scheme", scheme), ("provider", provider)),
        }, _options.SignInFailurePolicy).ConfigureAwait(false);
    }

    /// <summary>A user has signed out.</summary>
    public async ValueTask LogoutAsync(HttpContext http, ClaimsPrincipal user, string? scheme)
    {
        RequestNote note = RequestNote.Of(http);
        if (note.HasLogout || !_options.SignIns)
        {
            return;
        }

        note.HasLogout = true;
        string? id = RequestFacts.UserId(user);
        await RecordAsync(http, new AuditEvent
        {
            Action = "auth.logout",
            ResourceType = "user",
            ResourceId = id,
            UserId = id,
            UserName = RequestFacts.UserName(user),
            AdditionalData = Data(("scheme", scheme)),
        }, FailurePolicy.Continue).ConfigureAwait(false);
    }

    /// <summary>An attempt failed. It fails anyhow, so that it needs no policy.</summary>
    public async ValueTask FailedAsync(HttpContext http, FailedLoginAttempt attempt)
    {
        if (_options.SignIns)
        {
            await RecordAsync(http, attempt with { Username = RequestFacts.Id(attempt.Username) ?? "" }, FailurePolicy.Continue).ConfigureAwait(false);
        }
    }

    /// <summary>What was presented to a scheme was refused: whose it is was not known.</summary>
    public ValueTask TokenFailedAsync(HttpContext http, string scheme, string reason) => FailedAsync(http, new FailedLoginAttempt
    {
        Username = "",
        IpAddress = "",
        FailureReason = reason,
        AdditionalData = Data(("scheme", scheme)),
    });

    /// <summary>An external provider's answer was refused.</summary>
    public async ValueTask RemoteFailedAsync(HttpContext http, string scheme, string reason)
    {
        RequestNote note = RequestNote.Of(http);
        if (!note.HasRemoteFailure)
        {
            note.HasRemoteFailure = true;
            await FailedAsync(http, new FailedLoginAttempt
            {
                Username = "",
                IpAddress = "",
                FailureReason = reason,
                AdditionalData = Data(("method", "external"), ("provider", scheme)),
            }).ConfigureAwait(false);
        }
    }

    /// <summary>Members that are known, as an object; null where none is.</summary>
    internal static JsonObject? Data(params ReadOnlySpan<(string Name, string? Value)> members)
    {
        JsonObject? data = null;
        foreach ((string name, string? value) in members)
        {
            if (RequestFacts.Id(value) is { } known)
            {
                data ??= [];
                data[name] = known;
            }
        }

        return data;
    }

    async ValueTask RecordAsync(HttpContext http, TrailEvent item, FailurePolicy policy)
    {
        // Here and not where the request began: the address is the client's only once ASP.NET's middleware has read what a proxy says.
        using (context.Begin(RequestFacts.Origin(http, _options)))
        {
            await capture.RecordAsync(item, Source, policy).ConfigureAwait(false);
        }
    }
}
