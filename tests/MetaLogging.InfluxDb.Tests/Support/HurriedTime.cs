namespace MetaLogging.InfluxDb.Tests.Support;

/// <summary>The system's time, so many times as fast: rests, retries and bounds of seconds pass in moments, in the same order.</summary>
internal sealed class HurriedTime(int speed) : TimeProvider
{
    readonly DateTimeOffset _begun = System.GetUtcNow();
    readonly long _first = System.GetTimestamp();

    /// <summary>What is so long in the system's time, in this one.</summary>
    public TimeSpan InSystemTime(TimeSpan time) => time * speed;

    public override long TimestampFrequency => System.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => _begun + (System.GetElapsedTime(_first) * speed);

    public override long GetTimestamp() => _first + ((System.GetTimestamp() - _first) * speed);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Timer(System.CreateTimer(callback, state, Shorter(dueTime), Shorter(period)), this);

    TimeSpan Shorter(TimeSpan time) => time > TimeSpan.Zero ? time / speed : time;

    sealed class Timer(ITimer timer, HurriedTime time) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(time.Shorter(dueTime), time.Shorter(period));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
