using System.Text.Json.Nodes;
using MetaLogging.AspNetCore.Configuration;
using MetaLogging.AspNetCore.Requests;
using MetaLogging.AspNetCore.SignIns;
using MetaLogging.Capturing;
using MetaLogging.Context;
using MetaLogging.Events;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MetaLogging.AspNetCore.Refusals;

/// <summary>
/// Around everything: authorization answers a refused request before <c>UseMetaLogging</c> has seen it, and what a request came to is only known when all is over.
/// </summary>
internal sealed class RequestWatch(
    RequestDelegate next, Capture capture, IAuditContext context, SignInRecord signIns, IOptions<AspNetCoreOptions> options, ILogger<RequestWatch> logger)
{
    readonly AspNetCoreOptions _options = options.Value;
    int _hasWarned;

    public async Task InvokeAsync(HttpContext http)
    {
        RequestNote note = RequestNote.Of(http);
        try
        {
            await next(http).ConfigureAwait(false);
        }
        catch (EventNotRecordedException)
        {
            await NotRecordedAnswer.WriteAsync(http, note.Endpoint ?? http.GetEndpoint(), logger).ConfigureAwait(false);
        }
        finally
        {
            await TellAsync(http, note).ConfigureAwait(false);
        }
    }

    async ValueTask TellAsync(HttpContext http, RequestNote note)
    {
        if (note is { RefusedToken: { } token, WasAuthenticated: false })
        {
            await signIns.TokenFailedAsync(http, token.Scheme, token.Reason).ConfigureAwait(false);
        }

        Endpoint? endpoint = note.Endpoint ?? http.GetEndpoint();
        AuditedAttribute? audited = endpoint?.Metadata.GetMetadata<IAuditMark>() as AuditedAttribute;
        if (note.WasRefused || http.Response.StatusCode is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden)
        {
            if (_options.Refusals && !http.Items.ContainsKey(ToldRefusal.Key))
            {
                await RefusedAsync(http, endpoint, audited).ConfigureAwait(false);
            }
        }
        else if (audited is not null && !note.WasSeen && Interlocked.Exchange(ref _hasWarned, 1) == 0)
        {
            AspNetCoreLog.NotSeen(logger, RequestFacts.Pattern(endpoint) ?? "");
        }
    }

    async ValueTask RefusedAsync(HttpContext http, Endpoint? endpoint, AuditedAttribute? audited)
    {
        JsonObject data = new() { ["method"] = RequestFacts.Verb(http), ["status"] = http.Response.StatusCode };
        if (audited is not null)
        {
            data["refused_action"] = audited.Action;
        }

        using (context.Begin(RequestFacts.Scope(http, _options)))
        {
            await capture.RecordAsync(
                new AuditEvent
                {
                    Action = "access.denied",
                    ResourceType = "endpoint",
                    ResourceId = RequestFacts.Pattern(endpoint),
                    Success = false,
                    AdditionalData = data,
                },
                "refusals", FailurePolicy.Continue).ConfigureAwait(false);
        }
    }
}
