using MetaLogging.Events;

namespace MetaLogging.Import;

/// <summary>Events on their way to the trail, each with its line.</summary>
internal sealed class LineBatch
{
    public const int MostEvents = 5000;

    /// <summary>A batch that has so many bytes of lines takes no other one: events as they are sent to a server may take a few times more, and 16 MiB is its most.</summary>
    public const int EnoughBytes = 4 << 20;

    long _bytes;

    public List<TrailEvent> Events { get; } = new(MostEvents);

    public List<long> Lines { get; } = new(MostEvents);

    public bool IsFull => Events.Count >= MostEvents || _bytes >= EnoughBytes;

    /// <param name="line">The line's number.</param>
    /// <param name="bytes">The line's length.</param>
    public void Add(TrailEvent item, long line, int bytes)
    {
        _bytes += bytes;
        Events.Add(item);
        Lines.Add(line);
    }
}
