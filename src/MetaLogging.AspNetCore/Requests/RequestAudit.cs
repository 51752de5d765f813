using System.Text.Json.Nodes;
using MetaLogging.AspNetCore.Configuration;
using MetaLogging.Capturing;
using MetaLogging.Context;
using MetaLogging.Events;
using MetaLogging.Validation;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MetaLogging.AspNetCore.Requests;

/// <summary>What <c>UseMetaLogging</c> adds: says who is acting in a request, and audits it where its endpoint says so.</summary>
internal sealed class RequestAudit(
    RequestDelegate next, Capture capture, IAuditContext context, IOptions<AspNetCoreOptions> options, ILogger<RequestAudit> logger)
{
    const string Source = "requests";

    readonly AspNetCoreOptions _options = options.Value;

    public async Task InvokeAsync(HttpContext http)
    {
        RequestNote note = RequestNote.Of(http);
        using IDisposable scope = context.Begin(RequestFacts.Scope(http, _options));
        Endpoint? endpoint = http.GetEndpoint();
        if (note.WasSeen || (note.WasRefused && note.Endpoint != endpoint))
        {
            await next(http).ConfigureAwait(false);   // used twice, or an error page in the place of the answer
            return;
        }

        note.WasSeen = true;
        note.WasRefused = false;   // whoever handles refusals let it pass
        note.Endpoint = endpoint;
        try
        {
            if (endpoint?.Metadata.GetMetadata<IAuditMark>() is AuditedAttribute audited)
            {
                await AuditAsync(http, endpoint, audited).ConfigureAwait(false);
            }
            else
            {
                await next(http).ConfigureAwait(false);
            }
        }
        catch (EventNotRecordedException)
        {
            await NotRecordedAnswer.WriteAsync(http, endpoint, logger).ConfigureAwait(false);
        }
    }

    async Task AuditAsync(HttpContext http, Endpoint endpoint, AuditedAttribute audited)
    {
        FailurePolicy policy = audited.GivenPolicy ?? _options.FailurePolicy;
        AuditEvent both = Describe(http, endpoint, audited);
        AuditEvent outcome = both;
        if (policy == FailurePolicy.FailOperation)
        {
            string operation = Guid.CreateVersion7().ToString("N");
            outcome = both with { Phase = OperationPhase.Outcome, OperationId = operation };
            AuditEvent intent = both with { Phase = OperationPhase.Intent, OperationId = operation, AdditionalData = Data(http, endpoint) };
            await capture.RecordAsync(intent, Source, policy).ConfigureAwait(false);
        }

        try
        {
            await next(http).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // The request fails in any case, by what was thrown: nothing is added to it where this can't be recorded.
            await capture.RecordAsync(
                Ended(outcome, http, endpoint, StatusOf(http, e)) with { Success = false, ErrorMessage = ErrorOf(http, e) }, Source, FailurePolicy.Continue)
                .ConfigureAwait(false);
            throw;
        }

        int answered = http.Response.StatusCode;
        bool isDone = answered < 400;
        await capture.RecordAsync(
            Ended(outcome, http, endpoint, answered) with
            {
                Success = isDone,
                ErrorMessage = isDone ? null : http.Features.Get<IExceptionHandlerFeature>()?.Error.GetType().Name,
            },
            Source, policy).ConfigureAwait(false);
    }

    static AuditEvent Describe(HttpContext http, Endpoint endpoint, AuditedAttribute audited)
    {
        string? resource = audited.ResourceIdFrom is { } name
            ? Convert.ToString(http.GetRouteValue(name), System.Globalization.CultureInfo.InvariantCulture)
            : audited.ResourceType == "endpoint" ? RequestFacts.Pattern(endpoint) : null;
        return new AuditEvent
        {
            Action = audited.Action,
            ResourceType = audited.ResourceType,
            ResourceId = RequestFacts.Id(resource),
            PrivacyImpact = audited.PrivacyImpact,
            DataCategories = audited.DataCategories,
        };
    }

    /// <summary>
    /// What is known at the end: what the handler added, and who it was, where that was not known at the beginning, as <c>UseMetaLogging</c> stands before authentication.
    /// </summary>
    AuditEvent Ended(AuditEvent outcome, HttpContext http, Endpoint endpoint, int status)
    {
        AuditEvent ended = outcome with { AdditionalData = Data(http, endpoint, status) };
        if (RequestNote.Of(http).Added is { } added)
        {
            ended = With(added, ended);
        }

        return context.Current?.UserId is not null
            ? ended
            : ended with { UserId = RequestFacts.UserId(http.User), UserName = RequestFacts.UserName(http.User) };
    }

    /// <summary>Too much of what was added, as a text that a client sent, must not keep a request out of the trail.</summary>
    static AuditEvent With(AuditedRequest added, AuditEvent ended)
    {
        JsonObject data = added.AdditionalData.DeepClone().AsObject();
        foreach ((string name, JsonNode? value) in ended.AdditionalData!)
        {
            data[name] = value?.DeepClone();
        }

        AuditEvent all = ended with
        {
            ResourceId = RequestFacts.Id(added.ResourceId) ?? ended.ResourceId,
            SubjectIds = [.. added.SubjectIds.Select(RequestFacts.Id).OfType<string>()],
            AdditionalData = data,
        };
        List<EventProblem> problems = [];
        EventValidator.Validate(all, 0, problems);   // it has no timestamp that could be ahead
        if (problems.Count == 0)
        {
            return all;
        }

        ended.AdditionalData["left_out"] = "What the handler added is more than an event may hold, or not of its form.";
        return ended with { ResourceId = all.ResourceId };
    }

    static JsonObject Data(HttpContext http, Endpoint endpoint, int? status = null)
    {
        JsonObject data = new() { ["method"] = RequestFacts.Verb(http), ["route"] = RequestFacts.Pattern(endpoint) };
        if (status is not null)
        {
            data["status"] = status;
            if (http.RequestAborted.IsCancellationRequested)
            {
                data["client_gone"] = true;
            }
        }

        return data;
    }

    static int StatusOf(HttpContext http, Exception e) => e switch
    {
        _ when http.Response.HasStarted => http.Response.StatusCode,
        OperationCanceledException when http.RequestAborted.IsCancellationRequested => StatusCodes.Status499ClientClosedRequest,
        BadHttpRequestException bad => bad.StatusCode,
        EventNotRecordedException => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };

    static string ErrorOf(HttpContext http, Exception e) =>
        e is OperationCanceledException && http.RequestAborted.IsCancellationRequested ? "The client went away." : e.GetType().Name;
}
