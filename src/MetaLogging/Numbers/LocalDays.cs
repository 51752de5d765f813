using System.Globalization;

namespace MetaLogging.Numbers;

/// <summary>Adds counts of short slots of time up to counts of days in a zone. Stores count slots, .NET knows the zones.</summary>
internal static class LocalDays
{
    /// <summary>Nearly all zones begin their days and change their clocks at multiples of it.</summary>
    public static readonly TimeSpan UsualSlot = TimeSpan.FromMinutes(15);

    /// <summary>.NET's zones know nothing shorter.</summary>
    public static readonly TimeSpan ShortSlot = TimeSpan.FromMinutes(1);

    /// <summary>The counts of the days, in order; null where a slot reaches over the end of a day: shorter ones are needed.</summary>
    /// <param name="slots">Slots, counted from the epoch, and how many events each has.</param>
    /// <param name="length">The length of a slot.</param>
    /// <param name="zone">The zone.</param>
    public static IReadOnlyList<NamedCount>? Count(List<(long Slot, long Events)> slots, TimeSpan length, TimeZoneInfo zone)
    {
        SortedDictionary<DateOnly, long> days = [];
        foreach ((long slot, long events) in slots)
        {
            DateTimeOffset start = DateTimeOffset.UnixEpoch + (slot * length);
            DateOnly day = DayOf(start, zone);
            if (length != ShortSlot && DayOf(start + length - TimeSpan.FromTicks(1), zone) != day)
            {
                return null;
            }

            days[day] = days.GetValueOrDefault(day) + events;
        }

        return [.. days.Select(day => new NamedCount(day.Key.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), day.Value))];
    }

    static DateOnly DayOf(DateTimeOffset time, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time, zone).DateTime);
}
