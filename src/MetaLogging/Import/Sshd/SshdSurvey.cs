namespace MetaLogging.Import;

/// <summary>
/// Looks through a log before it is imported, for the two things that need all of it: whether sshd itself tells of failures (then PAM's
/// lines count for nothing), and which year the first line without one is of.
/// </summary>
internal sealed class SshdSurvey(ImportOptions options)
{
    /// <summary>As a clock may be off: events may lie this far ahead of now.</summary>
    static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    readonly YearWalk _walk = new(startYear: 0);
    readonly LocalClock _clock = new(options.TimeZone);
    readonly HashSet<int> _leapYears = [];
    long _latestOnScale = long.MinValue;
    int _latestYear;
    LogTime _latest;
    int? _anchor;

    /// <summary>Whether a line begins with sshd's "Failed …" and tells of an attempt.</summary>
    public bool HasFailures { get; private set; }

    /// <summary>Whether nothing that comes can change the answers.</summary>
    public bool IsDecided => HasFailures && options.Year is not null;

    /// <summary>Takes note of a line.</summary>
    public void See(ReadOnlySpan<byte> line)
    {
        if (!SyslogLine.TryRead(line, out SyslogLine parsed))
        {
            return;
        }

        if (options.Year is null && parsed.Time.IsInRange)
        {
            SeeTime(parsed.Time);
        }

        if (!HasFailures && parsed.IsSshd && MayBeFailure(parsed.Message))
        {
            HasFailures = SshdMessage.Read(parsed.Message, parsed.IsOldPam).Kind == SshdMessageKind.Failed;
        }
    }

    /// <summary>The year to begin with.</summary>
    public int FindStartYear()
    {
        if ((options.Year ?? _anchor) is { } known)
        {
            return known;
        }

        DateTimeOffset limit = options.Time.GetUtcNow() + Ahead;
        int newest = limit.Year + 1 - _latestYear;
        int? first = null;
        for (int year = newest; year > newest - 12; year--)
        {
            if (IsInFuture(year, limit))
            {
                continue;
            }

            first ??= year;
            if (_leapYears.All(relative => DateTime.IsLeapYear(year + relative)))
            {
                return year;
            }
        }

        return first ?? limit.Year;
    }

    void SeeTime(in LogTime time)
    {
        if (time.Year > 0)
        {
            _anchor ??= _walk.IsStarted ? _walk.FitBefore(time) : time.Year;
            _walk.See(time, time.Year - _anchor.Value);
            return;
        }

        int year = _walk.Place(time);
        if (time is { Month: 2, Day: 29 })
        {
            _leapYears.Add(year);
        }

        long at = time.OnScale(year);
        if (at > _latestOnScale)
        {
            _latestOnScale = at;
            _latestYear = year;
            _latest = time;
        }
    }

    bool IsInFuture(int startYear, DateTimeOffset limit)
    {
        if (_latestOnScale == long.MinValue)
        {
            return false;
        }

        int year = startYear + _latestYear;
        return LocalClock.FindProblem(_latest, year) is null
            ? _clock.ToUnixTime(_latest, year) > Events.UnixTime.FromDateTimeOffset(limit)
            : year > limit.Year;
    }

    static bool MayBeFailure(ReadOnlySpan<byte> message) => message.StartsWith("Failed "u8) || message.StartsWith("message repeated "u8);
}
