namespace MetaLogging.Server.Demo.Calendar;

/// <summary>How the office's time becomes the time of its events.</summary>
/// <param name="Name">What tells the events of one pace from those of another.</param>
/// <param name="Speed">How many times faster a day of the office passes than a real one.</param>
/// <param name="Haste">How many times shorter people's pauses are.</param>
internal sealed record Pace(string Name, int Speed, int Haste)
{
    /// <summary>A day is a day, with weekends, month's ends and release nights: about 1,500 events a working day.</summary>
    public static Pace History { get; } = new("history", 1, 1);

    /// <summary>A working day every ten minutes, so that its rhythm can be seen while one watches: about three events a second.</summary>
    public static Pace Live { get; } = new("live", 144, 8);

    /// <summary>How long a day of the office takes.</summary>
    public TimeSpan DayLength => TimeSpan.FromTicks(TimeSpan.TicksPerDay / Speed);

    /// <summary>Whether the days are those of the calendar. Otherwise each is an ordinary working day.</summary>
    public bool FollowsCalendar => Speed == 1;
}
