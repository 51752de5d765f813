using MetaLogging.Events;
using MetaLogging.Json;
using MetaLogging.Validation;

namespace MetaLogging.Remote;

/// <summary>Events on their way to a server, which says whether they are right.</summary>
internal static class SentEvent
{
    /// <summary>What JSON can't say; everything else that is wrong the server finds, by its own rules and its own clock.</summary>
    static readonly HashSet<string> Unwritable =
    [
        ProblemText.LoneSurrogate, ProblemText.LoneSurrogateInName, ProblemText.NotUtf8, ProblemText.NotFinite, ProblemText.NotExact, ProblemText.TooDeep,
        ProblemText.RepeatedInside, ProblemText.Missing, ProblemText.NotALevel, ProblemText.NotAPhase,
    ];

    /// <summary>Everything that is wrong with an event that can't be written as JSON; nothing for any other.</summary>
    public static List<EventProblem> FindUnwritable(TrailEvent item)
    {
        const long AnyTime = long.MaxValue / 2;
        List<EventProblem> problems = [];
        EventValidator.Validate(item, AnyTime, problems);
        bool hasNoNumber = item is FailedLoginAttempt login && !double.IsFinite(login.RiskScore);
        return hasNoNumber || problems.Exists(problem => Unwritable.Contains(problem.Message)) ? problems : [];
    }

    /// <summary>The route for an event of a kind.</summary>
    public static string Route(EventKind kind) => kind switch
    {
        EventKind.AuditEvent => "api/v1/audit-events",
        EventKind.FailedLogin => "api/v1/failed-logins",
        _ => "api/v1/system-events",
    };
}
