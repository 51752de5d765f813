namespace MetaLogging.Bench.Data;

/// <summary>
/// A clock that stands at the end of the generated events, so that "the last 24 hours" are the same for everybody who is asked.
/// </summary>
internal sealed class StoppedClock : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => GeneratedEvents.End;
}
