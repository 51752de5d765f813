using MetaLogging.Events;

namespace MetaLogging.Import;

/// <summary>Events on their way to the trail, each with its line.</summary>
internal sealed class LineBatch
{
    public const int MostEvents = 5000;

    public List<TrailEvent> Events { get; } = new(MostEvents);

    public List<long> Lines { get; } = new(MostEvents);

    public bool IsFull => Events.Count >= MostEvents;

    public void Add(TrailEvent item, long line)
    {
        Events.Add(item);
        Lines.Add(line);
    }
}
