namespace MetaLogging.Bench.Data;

/// <summary>A clock that goes on from the newest generated event, so that none of them lies in the future.</summary>
internal sealed class GeneratedClock : TimeProvider
{
    readonly long _started = System.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => GeneratedEvents.End + System.GetElapsedTime(_started);
}
