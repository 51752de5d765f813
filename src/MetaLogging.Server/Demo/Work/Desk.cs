using System.Text.Json.Nodes;
using MetaLogging.Events;
using MetaLogging.Server.Demo.Calendar;
using MetaLogging.Server.Demo.Offices;

namespace MetaLogging.Server.Demo.Work;

/// <summary>Somebody at work: what they do becomes an event, at their time and from where they sit.</summary>
internal sealed class Desk(Script script, string userId, string userName, string? country, Seat seat, Dice dice, DateTimeOffset now)
{
    string _trace = dice.Hex(32);

    public Script Script => script;

    public OfficeDay Day => script.Day;

    public Dice Dice => dice;

    public string UserId => userId;

    public string UserName => userName;

    public string? Country => country;

    public Seat Seat => seat;

    /// <summary>The session they are signed in with; null: they are not.</summary>
    public string? Session { get; set; }

    public DateTimeOffset Now { get; private set; } = now;

    /// <summary>Waits as long as people do between two things, in seconds; less where the office is in haste.</summary>
    public void Wait(int least, int most) => Now += dice.Pause(least, most) / script.Day.Pace.Haste;

    /// <summary>Waits as long as it takes a hand or a machine, in seconds; the same at every pace.</summary>
    public void WaitExactly(int least, int most) => Now += dice.Pause(least, most);

    public void WaitUntil(DateTimeOffset time) => Now = time > Now ? time : Now;

    /// <summary>What comes next belongs together.</summary>
    public void BeginTask() => _trace = dice.Hex(32);

    /// <summary>An event of theirs, still to be recorded.</summary>
    public AuditEvent Act(string action, string resourceType, string? resourceId = null) => new()
    {
        Action = action,
        ResourceType = resourceType,
        ResourceId = resourceId,
        UserId = userId,
        UserName = userName,
        IpAddress = seat.Address,
        UserAgent = seat.UserAgent,
        RequestId = "req-" + dice.Hex(12),
        TraceId = _trace,
        Source = Programs.Of(resourceType),
    };

    /// <summary>The same of something that is about a person.</summary>
    /// <param name="subject">Whose data it is; null: the resource is the person.</param>
    public AuditEvent ActOnPerson(string action, string resourceType, string? resourceId, string? subject, params string[] categories) =>
        Act(action, resourceType, resourceId) with
        {
            PrivacyImpact = true,
            DataCategories = categories,
            SubjectIds = (subject ?? resourceId) is { } whose ? [whose] : [],
        };

    /// <summary>Records it now. While the database is out, most of it fails, and most people try again.</summary>
    public void Record(AuditEvent item)
    {
        if (!script.IsOutage(Now) || !Programs.NeedsDatabase(item.Source) || dice.Chance(0.2))
        {
            script.Add(Now, item);
            return;
        }

        string message = "The database did not answer within 30 seconds.";
        script.Add(Now, item with { Success = false, ErrorMessage = message, Changes = [], AdditionalData = null });
        script.Add(Now + TimeSpan.FromMilliseconds(dice.Between(1, 40)), new SystemEvent
        {
            Level = EventLevel.Error,
            Component = "database",
            Message = "A connection was waited for, 30 seconds in vain.",
            RequestId = item.RequestId,
            TraceId = item.TraceId,
            Source = "db-1",
            AdditionalData = new JsonObject { ["pool"] = "main", ["waiting"] = dice.Between(40, 220) },
        });
        if (item.Phase is null && dice.Chance(0.8))
        {
            WaitExactly(4, 25);
            Record(item with { RequestId = "req-" + dice.Hex(12) });
        }
    }
}
