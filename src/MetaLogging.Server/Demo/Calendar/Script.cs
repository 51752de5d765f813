using System.Globalization;
using MetaLogging.Events;

namespace MetaLogging.Server.Demo.Calendar;

/// <summary>All that begins on one day of the office, each event with its time and its id; the same for the same seed and day.</summary>
internal sealed class Script
{
    /// <summary>
    /// Which play this is. Events of other editions have other ids: raise it with every change of what is played, or the same ids would come
    /// with other content.
    /// </summary>
    public const int Edition = 1;

    readonly string _key;
    readonly Dice _ids;
    readonly List<TrailEvent> _events = [];

    public Script(long seed, OfficeDay day)
    {
        Day = day;
        _key = string.Create(CultureInfo.InvariantCulture, $"metalog demo {Edition}/{seed}/{day.Pace.Name}/{day.Number}/");
        _ids = DiceOf("ids");
    }

    public OfficeDay Day { get; }

    /// <summary>In the order in which they were written down, which is not that of their times.</summary>
    public IReadOnlyList<TrailEvent> Events => _events;

    /// <summary>While the database does not answer: from, and to.</summary>
    public (DateTimeOffset Start, DateTimeOffset End)? Outage { get; set; }

    /// <summary>How many invoices were written so far.</summary>
    public int Invoices { get; set; }

    /// <summary>Dice of their own for one purpose, so that a change of one does not change all others.</summary>
    public Dice DiceOf(string purpose) => new(_key + purpose);

    public void Add(DateTimeOffset at, TrailEvent item) => _events.Add(item with { Id = _ids.Uuid(), Timestamp = at });

    public bool IsOutage(DateTimeOffset at) => Outage is { } outage && at >= outage.Start && at < outage.End;
}
