using MetaLogging.Events;
using MetaLogging.Server.Demo.Calendar;
using MetaLogging.Server.Demo.Incidents;
using MetaLogging.Server.Demo.Machines;
using MetaLogging.Server.Demo.Offices;
using MetaLogging.Server.Demo.Work;

namespace MetaLogging.Server.Demo;

/// <summary>
/// What an office of sixty sends to its audit trail: work at the hours of four places, typos, machines, and a few attacks. An event depends on
/// the seed and on its time alone, so that the same range gives the same events with the same ids, and ranges that overlap agree. Thread-safe.
/// </summary>
/// <param name="seed">Any number; another one gives another play with the same people.</param>
internal sealed class DemoTraffic(long seed)
{
    /// <summary>The days before one on which something may have begun that still goes on.</summary>
    const int Reach = 2;

    /// <summary>Events as they come in an ordinary month, about 1,500 a working day.</summary>
    /// <param name="start">Inclusive; after 1970-01-03.</param>
    /// <param name="end">Exclusive.</param>
    /// <returns>By time, made while they are read.</returns>
    public IEnumerable<TrailEvent> History(DateTimeOffset start, DateTimeOffset end) => Between(Pace.History, start, end);

    /// <summary>Events of a day that lasts ten minutes, about three a second, with its hours to be seen and an incident every twenty minutes.</summary>
    /// <inheritdoc cref="History"/>
    public IEnumerable<TrailEvent> Live(DateTimeOffset start, DateTimeOffset end) => Between(Pace.Live, start, end);

    /// <summary>All that begins on a day.</summary>
    internal Script ScriptOf(OfficeDay day)
    {
        Script script = new(seed, day);
        Incident.Prepare(script);
        foreach (Person person in Staff.All)
        {
            Workday.Write(script, person);
        }

        if (ReleaseNight.Is(day))
        {
            ReleaseNight.Write(script);
        }

        ServiceAccounts.Write(script);
        Jobs.Write(script);
        Strangers.Write(script);
        Incident.Write(script);
        return script;
    }

    IEnumerable<TrailEvent> Between(Pace pace, DateTimeOffset start, DateTimeOffset end)
    {
        Queue<Script> going = [];
        long first = (start - DateTimeOffset.UnixEpoch).Ticks / pace.DayLength.Ticks;
        for (OfficeDay day = new(pace, first); day.Start < end; day = day with { Number = day.Number + 1 })
        {
            while (going.Count <= Reach)
            {
                going.Enqueue(ScriptOf(day with { Number = day.Number - Reach + going.Count }));
            }

            DateTimeOffset from = Later(start, day.Start);
            DateTimeOffset to = Earlier(end, day.Start + pace.DayLength);
            IEnumerable<TrailEvent> today = going.SelectMany(script => script.Events).Where(item => item.Timestamp >= from && item.Timestamp < to);
            foreach (TrailEvent item in today.OrderBy(item => item.TimestampNanoseconds))
            {
                yield return item;
            }

            going.Dequeue();
        }
    }

    static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
