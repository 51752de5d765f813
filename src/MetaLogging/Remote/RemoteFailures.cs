using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using MetaLogging.Journaling;
using MetaLogging.Queries;
using MetaLogging.Recording;
using MetaLogging.Stores;
using MetaLogging.Validation;

namespace MetaLogging.Remote;

/// <summary>
/// Turns what a server answered, or what kept it from answering, into the exception that a local trail would throw, or into words that say what to do. The one
/// place where text of a server enters a message: control characters are taken out, and the key, should it be echoed.
/// </summary>
/// <param name="title">What the server is called.</param>
/// <param name="key">The key, which no message holds.</param>
internal sealed class RemoteFailures(string title, string? key)
{
    const int LongestQuote = 600;

    /// <summary>What the server is called, at the beginning of a sentence.</summary>
    public string Title { get; } = char.ToUpperInvariant(title[0]) + title[1..];

    /// <summary>An answer that says no.</summary>
    public RemoteFailure Of(RemoteAnswer answer, RemoteRequest request)
    {
        if (answer.Location is { } location && answer.Status is >= 300 and < 400)
        {
            return new(Remote(
                $"redirects to {Quote(location.GetLeftPart(UriPartial.Path))} (HTTP {answer.Status}). Redirects are not followed, because the key would go"
                + " along; give the address that is meant.", answer.Status));
        }

        Problem? problem = Problem.TryRead(answer.Body);
        bool mayBeKept = request.IsWrite && answer.Status is >= 500 and not (501 or 503 or 505);
        Exception exception = Translate(answer, request, problem);
        return new(exception)
        {
            IsTransient = answer.Status is 408 or 429 or 502 or 503 or 504 || problem?.Type == Problem.OutcomeUnknown,
            RetryAfter = answer.RetryAfter,
            MayBeKept = mayBeKept || problem?.Type == Problem.OutcomeUnknown,
            IsSettled = exception is InvalidEventException or EventConflictException,
        };
    }

    /// <summary>An answer that says yes but is not what a MetaLogging server answers.</summary>
    public RemoteTrailException NotUnderstood(int status, string what, Exception? inner = null) => Remote(
        $"answers with HTTP {status}, but not as a MetaLogging server does: {Quote(what)}. Check the address, and whether something else answers there.",
        status, inner: inner);

    /// <summary>No answer within the time of a try.</summary>
    public RemoteFailure TimedOut(TimeSpan timeout, RemoteRequest request, Exception reason) => new(Remote(
        $"did not answer within {timeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} s. Check whether it is overloaded, or give it more time"
        + $" ({nameof(RemoteTrailOptions.RequestTimeout)}).", isTransient: true, inner: reason))
    {
        IsTransient = true,
        MayBeKept = request.IsWrite,
    };

    /// <summary>No answer, or half of one.</summary>
    public RemoteFailure NoAnswer(Exception reason, RemoteRequest request)
    {
        HttpRequestError error = (reason as HttpRequestException)?.HttpRequestError ?? HttpRequestError.ResponseEnded;
        switch (error)
        {
            case HttpRequestError.ConnectionError:
                return new(Remote(
                    $"can't be reached ({Innermost(reason)}). Check that it runs, and the address; nothing was sent.", isTransient: true, inner: reason))
                { IsTransient = true };
            case HttpRequestError.NameResolutionError:
                bool mayComeBack = (reason.InnerException as SocketException)?.SocketErrorCode != SocketError.HostNotFound;
                return new(Remote(
                    $"has a name that is not known ({Innermost(reason)}). Check the address; nothing was sent.", isTransient: mayComeBack, inner: reason))
                { IsTransient = mayComeBack };
            case HttpRequestError.SecureConnectionError:
                bool wasCutOff = reason.InnerException is not AuthenticationException;
                return new(Remote(
                    $"gave no secure connection ({Innermost(reason)}). Check its certificate, and whether this machine trusts who signed it; nothing was sent.",
                    isTransient: wasCutOff, inner: reason))
                { IsTransient = wasCutOff };
            case HttpRequestError.ProxyTunnelError:
                return new(Remote(
                    $"can't be reached through the proxy ({Innermost(reason)}). Check HTTPS_PROXY and NO_PROXY; nothing was sent.", inner: reason));
            case HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.VersionNegotiationError:
                // Without the reason itself, which quotes what came.
                return new(Remote($"does not speak HTTP as a MetaLogging server does ({Innermost(reason)}). Check the address and the port."))
                { MayBeKept = request.IsWrite && error == HttpRequestError.ConfigurationLimitExceeded };
            default:
                return new(Remote(
                    $"broke the connection off before its answer was complete ({Innermost(reason)}). Look into its logs, and those of a proxy before it.",
                    isTransient: true, inner: reason))
                {
                    IsTransient = true,
                    MayBeKept = request.IsWrite,
                };
        }
    }

    /// <summary>A stream that ended.</summary>
    public RemoteTrailException Ended(string why, Exception? inner = null) =>
        Remote($"{Quote(why)}. Follow again; what came meanwhile can be asked for by its time.", isTransient: true, inner: inner);

    /// <summary>A write that nobody answered for.</summary>
    public static AppendOutcomeUnknownException Unknown(RemoteRequest request, Exception last) => new(
        request.EventId is { } id
            ? $"Whether the event {id} is kept is not known. Record it again with that id, which can't make a second one of it. The last try: {last.Message}"
            : "Whether the batch is kept is not known; all of it is, or nothing. Record it again if its events have ids of their own, which can't make second"
                + $" ones of them. The last try: {last.Message}",
        last);

    Exception Translate(RemoteAnswer answer, RemoteRequest request, Problem? problem)
    {
        switch (problem)
        {
            case { Type: Problem.StoreUnavailable }:
                return new StoreException(Words(problem)) { IsTransient = answer.Status is 503 or 429 };
            case { Type: Problem.JournalNotWritable }:
                return new JournalNotWritableException(Words(problem));
            case { Type: Problem.OutcomeUnknown }:
                return new AppendOutcomeUnknownException(Words(problem));
            case { ConflictingFields: { } fields } when answer.Status == 409 && request.EventId is { } id:
                return new EventConflictException(id, [.. fields.Select(Quote)]);
            case { Errors: [var first, ..] errors } when answer.Status is 400 or 403 or 409 or 413 or 415 or 422:
                return request.IsWrite
                    ? new InvalidEventException([.. errors.Select(error => new EventProblem(Quote(error.Field), Quote(error.Message)))])
                    : new InvalidQueryException(Quote(first.Field), Quote(first.Message));
        }

        return answer.Status switch
        {
            < 300 => NotUnderstood(answer.Status, "that status is none of its own"),
            401 => Refusal("does not know the key", "Check the key: it may be mistyped, expired or revoked"),
            403 => Refusal("refuses what this key asks", "Use a key that has the permission"),
            404 => Refusal("has no such address", "Check the address, and that a MetaLogging server answers there"),
            413 => Refusal("takes no such large body", "Send smaller batches, or raise the limit of a proxy before it"),
            414 => Refusal("takes no such long query", "Ask with fewer values"),
            429 => Refusal("was asked too often", "Ask less often", isTransient: true),
            503 => Refusal("has too much to do", "Try again later", isTransient: true),
            408 or 502 or 504 => Refusal("is not answering", "Look whether it runs behind its proxy", isTransient: true),
            >= 500 => Refusal("failed", "Look into its logs, and check that a MetaLogging server answers there"),
            _ => Refusal("refuses the request", "Check the address, and that a MetaLogging server answers there"),
        };

        RemoteTrailException Refusal(string what, string remedy, bool isTransient = false)
        {
            string reason = problem is not null ? ": " + Words(problem).TrimEnd('.')
                : answer.Body.IsEmpty ? ""
                : $", with {(answer.MediaType.Length == 0 ? "something" : Quote(answer.MediaType))} that is not a MetaLogging server's";
            string wait = answer.RetryAfter is { Ticks: > 0 } asked
                ? $" It asks to wait {Math.Ceiling(asked.TotalSeconds).ToString(CultureInfo.InvariantCulture)} s."
                : "";
            return Remote($"{what} (HTTP {answer.Status}{reason}). {remedy}.{wait}", answer.Status, isTransient);
        }
    }

    RemoteTrailException Remote(string what, int? status = null, bool isTransient = false, Exception? inner = null) =>
        new(Title + " " + what, inner) { Status = status, IsTransient = isTransient };

    string Words(Problem problem) => Quote(problem.Detail ?? problem.Title ?? "no details");

    string Innermost(Exception reason) => Quote(reason.GetBaseException().Message).TrimEnd('.');

    /// <summary>Text of a server as it may stand in a message: without control characters and the key, and not too long.</summary>
    public string Quote(string text)
    {
        if (key is { Length: > 0 })
        {
            text = text.Replace(key, "[key]", StringComparison.Ordinal);
        }

        StringBuilder clean = new();
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (clean.Length >= LongestQuote)
            {
                return clean.Append('…').ToString();
            }

            clean.Append(Rune.IsControl(rune) ? " " : rune.ToString());
        }

        return clean.ToString();
    }
}
