using MetaLogging.InfluxDb.Writing;

namespace MetaLogging.InfluxDb;

/// <summary>What the store has while it is open for a journal.</summary>
internal sealed class OpenPoints(string origin, WrittenPosition position, BatchWriter writer)
{
    long _next;

    public string Origin => origin;

    public WrittenPosition Position => position;

    public BatchWriter Writer => writer;

    /// <summary>The sequence that is wanted next.</summary>
    public long Next
    {
        get => Interlocked.Read(ref _next);
        set => Interlocked.Exchange(ref _next, value);
    }
}
