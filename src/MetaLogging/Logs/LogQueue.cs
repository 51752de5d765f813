using System.Threading.Channels;
using MetaLogging.Events;

namespace MetaLogging.Logs;

/// <summary>The messages that wait to be recorded. Who logs never waits: what there is no room for is counted. Thread-safe.</summary>
/// <param name="size">How many may wait.</param>
internal sealed class LogQueue(int size)
{
    readonly Channel<SystemEvent> _waiting = Channel.CreateBounded<SystemEvent>(
        new BoundedChannelOptions(Math.Max(1, size)) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    long _dropped;

    /// <summary>What waits.</summary>
    public ChannelReader<SystemEvent> Waiting => _waiting.Reader;

    /// <summary>Adds a message, or counts it where there is no room or nothing is taken any more.</summary>
    public void Add(SystemEvent item)
    {
        if (!_waiting.Writer.TryWrite(item))
        {
            Interlocked.Increment(ref _dropped);
        }
    }

    /// <summary>How many were dropped since this was asked last.</summary>
    public long TakeDropped() => Interlocked.Exchange(ref _dropped, 0);

    /// <summary>Takes nothing any more; what waits can be read.</summary>
    public void Close() => _waiting.Writer.TryComplete();
}
