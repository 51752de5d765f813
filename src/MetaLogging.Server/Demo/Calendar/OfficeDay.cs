namespace MetaLogging.Server.Demo.Calendar;

/// <summary>A day of the office: midnight to midnight in UTC at the pace of history, ten minutes live.</summary>
/// <param name="Number">Days of this pace since 1970.</param>
internal sealed record OfficeDay(Pace Pace, long Number)
{
    /// <summary>The days after which all that happens once begins again: four weeks, so that it falls on the same weekday.</summary>
    public const int Cycle = 28;

    public DateTimeOffset Start => DateTimeOffset.UnixEpoch + (Number * Pace.DayLength);

    public DateOnly Date => DateOnly.FromDateTime(Start.UtcDateTime);

    public bool IsWeekend => Pace.FollowsCalendar && IsSaturdayOrSunday(Date);

    public bool IsMonday => Pace.FollowsCalendar && Date.DayOfWeek == DayOfWeek.Monday;

    /// <summary>The last two working days of a month and the first of the next: the books are closed.</summary>
    public bool IsMonthEnd
    {
        get
        {
            if (!Pace.FollowsCalendar || IsWeekend)
            {
                return false;
            }

            DateOnly second = NextWorkingDay(Date);
            return NextWorkingDay(second).Month != Date.Month || WorkingDayBefore(Date).Month != Date.Month;
        }
    }

    /// <summary>Which day of the four weeks it is: 0 to 27. Day 0 is a Thursday.</summary>
    public int DayOfCycle => (int)(Number % Cycle);

    /// <summary>When an hour of the office comes.</summary>
    /// <param name="sinceMidnight">Of the office's clock, in UTC; may lie outside of the day.</param>
    public DateTimeOffset At(TimeSpan sinceMidnight) => Start + TimeSpan.FromTicks(sinceMidnight.Ticks / Pace.Speed);

    static DateOnly NextWorkingDay(DateOnly date)
    {
        do
        {
            date = date.AddDays(1);
        }
        while (IsSaturdayOrSunday(date));
        return date;
    }

    static DateOnly WorkingDayBefore(DateOnly date)
    {
        do
        {
            date = date.AddDays(-1);
        }
        while (IsSaturdayOrSunday(date));
        return date;
    }

    static bool IsSaturdayOrSunday(DateOnly date) => date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
}
