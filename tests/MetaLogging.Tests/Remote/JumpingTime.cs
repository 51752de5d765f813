using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace MetaLogging.Tests.Remote;

/// <summary>
/// A clock on which every wait is over at once: it jumps to its end, and remembers it. The time-out of a try passes only when the test says so.
/// </summary>
internal sealed class JumpingTime(TimeSpan timeout) : FakeTimeProvider(new DateTimeOffset(2026, 10, 26, 7, 33, 20, TimeSpan.Zero))
{
    readonly ConcurrentQueue<TimeSpan> _waits = new();

    public TimeSpan[] Waits => [.. _waits];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ITimer timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime != timeout)
        {
            _waits.Enqueue(dueTime);
            ThreadPool.QueueUserWorkItem(_ => Advance(dueTime));
        }

        return timer;
    }
}
