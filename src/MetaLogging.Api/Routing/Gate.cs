using System.Globalization;
using System.Threading.RateLimiting;
using MetaLogging.Api.Access;
using MetaLogging.Api.Configuration;
using MetaLogging.Api.Keys;
using MetaLogging.Api.Own;
using MetaLogging.Api.Problems;
using MetaLogging.Journaling;
using MetaLogging.Queries;
using MetaLogging.Stores;
using MetaLogging.Validation;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MetaLogging.Api.Routing;

/// <summary>Stands before every route: who calls, whether it may, how often; and turns what goes wrong behind it into problem details.</summary>
internal sealed class Gate(CallerFinder callers, QuestionLimit limit, RefusalLedger refusals, ILogger<Gate> logger)
{
    /// <summary>Lets a request through to its route, or answers why not.</summary>
    public async Task PassAsync(HttpContext http, ApiRoute route)
    {
        Caller? caller = null;
        Problem? problem = null;
        try
        {
            if (route.Permission is { } needed)
            {
                (caller, problem) = await callers.FindAsync(http).ConfigureAwait(false);
                problem ??= caller!.Permissions.HasFlag(needed) ? null : Refusals.Lacks(needed);
            }

            if (problem is null && route.IsQuestion)
            {
                problem = Count(caller!, route);
            }

            if (problem is null)
            {
                await route.Answer(new(http, route, caller)).ConfigureAwait(false);
                return;
            }
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            http.Abort();
            return;
        }
        catch (Exception e)
        {
            problem = Explain(e, route);
        }

        if (problem.Status is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden or StatusCodes.Status429TooManyRequests)
        {
            refusals.Add(http, route, caller, problem);
        }

        await AnswerAsync(http, problem).ConfigureAwait(false);
    }

    Problem? Count(Caller caller, ApiRoute route)
    {
        using RateLimitLease lease = limit.Ask(caller, route.IsOfLog);
        if (lease.IsAcquired)
        {
            return null;
        }

        int seconds = lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan wait) ? Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)) : 1;
        return new(StatusCodes.Status429TooManyRequests, "Too many questions", string.Create(
            CultureInfo.InvariantCulture, $"This key may ask {limit.PerMinute(route.IsOfLog)} questions a minute (MetaLogging:Api:{(route.IsOfLog ? nameof(ApiOptions.LogReadsPerMinute) : nameof(ApiOptions.QueriesPerMinute))}). Wait a moment."))
        {
            RetryAfter = seconds,
        };
    }

    Problem Explain(Exception e, ApiRoute route)
    {
        switch (e)
        {
            case ProblemException known:
                return known.Problem;
            case InvalidQueryException wrong:
                return Refusals.BadField(wrong.Parameter, wrong.Problem);
            case InvalidEventException invalid:
                return Refusals.BadInput(invalid.Problems);
            case StoreException store:
                ApiLog.StoreFailed(logger, route.Pattern, store.Message);
                return new(StatusCodes.Status503ServiceUnavailable, "Store unavailable", store.Message)
                {
                    Type = ProblemTypes.StoreUnavailable,
                    RetryAfter = 5,
                };
            case AppendOutcomeUnknownException:
                ApiLog.JournalFailed(logger, route.Pattern, e);
                return new(
                    StatusCodes.Status503ServiceUnavailable, "Outcome unknown",
                    "Writing failed, and whether it was kept is not known. Send it again with the same id: then it is there once.")
                {
                    Type = ProblemTypes.OutcomeUnknown,
                    RetryAfter = 1,
                };
            case DamagedEntriesException damaged:
                ApiLog.JournalFailed(logger, route.Pattern, e);
                return new(
                    StatusCodes.Status503ServiceUnavailable, "Damaged", FormattableString.Invariant(
                        $"The journal is damaged there: entries {damaged.Damage.FirstSequence} to {damaged.Damage.EndSequence - 1} can't be read. metalog doctor says more."));
            case KeyFileException:
                ApiLog.KeysFailed(logger, route.Pattern, e);
                return new(
                    StatusCodes.Status503ServiceUnavailable, "Keys not writable",
                    "The keys can't be kept now. No key was made; one that was revoked is refused, but would be taken again after a restart. The server's log says why.")
                {
                    Type = ProblemTypes.KeysNotWritable,
                    RetryAfter = 5,
                };
            case JournalException:
                ApiLog.JournalFailed(logger, route.Pattern, e);
                return new(
                    StatusCodes.Status503ServiceUnavailable, "Journal not writable",
                    "The journal can't be written now; nothing was kept. The server's log and metalog doctor say why.")
                {
                    Type = ProblemTypes.JournalNotWritable,
                    RetryAfter = 5,
                };
            case BadHttpRequestException bad:
                return bad.StatusCode == StatusCodes.Status413PayloadTooLarge
                    ? Refusals.TooLarge("The body is larger than this takes.")
                    : new(bad.StatusCode, "Bad request", bad.StatusCode == StatusCodes.Status408RequestTimeout
                        ? Refusals.TooSlow.Detail
                        : "The request ended before its body was complete, or is no HTTP. Nothing was kept.");
            default:
                ApiLog.Unexpected(logger, route.Pattern, e);
                return Refusals.Internal;
        }
    }

    static async Task AnswerAsync(HttpContext http, Problem problem)
    {
        try
        {
            await problem.WriteAsync(http).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            http.Abort();   // there is nobody to be told
        }
    }
}
