using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace MetaLogging.Server.Tests.Support;

/// <summary>A clock that stands until a test moves it, and tells how long somebody has begun to wait for it.</summary>
internal sealed class WatchedTime(DateTimeOffset now) : FakeTimeProvider(now)
{
    readonly Channel<TimeSpan> _waits = Channel.CreateUnbounded<TimeSpan>();

    /// <summary>The waits that were begun, in their order.</summary>
    public ChannelReader<TimeSpan> Waits => _waits.Reader;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ITimer timer = base.CreateTimer(callback, state, dueTime, period);
        _waits.Writer.TryWrite(dueTime);
        return timer;
    }
}
