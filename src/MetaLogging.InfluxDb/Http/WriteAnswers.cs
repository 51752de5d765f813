using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace MetaLogging.InfluxDb.Http;

/// <summary>Puts the answer to a write into its class, by what InfluxDB 1.x and 2.x are known to answer.</summary>
internal static partial class WriteAnswers
{
    public static WriteAnswer Of(HttpStatusCode status, ErrorBody body, TimeSpan? retryAfter)
    {
        string words = $"{(int)status}{(ServerWords.Of(body.Text) is { } text ? $", {text}" : "")}";
        WriteOutcome outcome = status switch
        {
            HttpStatusCode.NoContent => WriteOutcome.Stored,
            HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway
                or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => WriteOutcome.NotNow,
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound => WriteOutcome.SetUpWrongly,
            HttpStatusCode.RequestEntityTooLarge => WriteOutcome.TooMuch,
            HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity when body is { Code: null, Text: "" } => WriteOutcome.NotNow,   // it says its reason: this is another server
            HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity => OfRefusal(body.Text),
            HttpStatusCode.InternalServerError => OfFailure(body.Text),
            >= HttpStatusCode.InternalServerError => WriteOutcome.NotNow,
            < HttpStatusCode.MultipleChoices => WriteOutcome.NotNow,   // InfluxDB answers 204 and nothing else: this is another server
            _ => WriteOutcome.SetUpWrongly,
        };
        return outcome == WriteOutcome.Stored
            ? WriteAnswer.Stored
            : new(outcome, words) { RetryAfter = retryAfter, Dropped = DroppedIn(body.Text) };
    }

    static WriteOutcome OfRefusal(string text) =>
        BeyondRetention().IsMatch(text) ? WriteOutcome.BeyondRetention
        : ShardGoes().IsMatch(text) || (text.Contains("timeout", StringComparison.Ordinal) && text.Length < 100) ? WriteOutcome.NotNow
        : WriteOutcome.Refused;

    static WriteOutcome OfFailure(string text) =>
        text.Contains("retention policy not found", StringComparison.Ordinal) || text.Contains("database not found", StringComparison.Ordinal)
            ? WriteOutcome.SetUpWrongly
            : WriteOutcome.NotNow;

    static long? DroppedIn(string text) =>
        Dropped().Match(text) is { Success: true } match && long.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out long count)
            ? count
            : null;

    /// <summary>Of 1.x, and of 2.x before and since 2.7.12.</summary>
    [GeneratedRegex(
        @"\A(failure writing points to database: )?partial write: (points beyond retention policy|dropped \d+ points outside retention policy of duration) ",
        RegexOptions.CultureInvariant)]
    private static partial Regex BeyondRetention();

    /// <summary>Points of a shard that is just being deleted: they are beyond retention, and it will say so.</summary>
    [GeneratedRegex(@"\A(failure writing points to database: )?partial write: shard \d+ is pending deletion ", RegexOptions.CultureInvariant)]
    private static partial Regex ShardGoes();

    [GeneratedRegex(@" dropped=(\d{1,18})( for database: \w+)?( for retention policy: \w+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Dropped();
}
