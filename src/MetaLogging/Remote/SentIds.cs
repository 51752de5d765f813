using MetaLogging.Events;
using MetaLogging.Recording;

namespace MetaLogging.Remote;

/// <summary>
/// Gives events their ids before they are sent for the first time, so that sending them again makes no second ones of them. For one call.
/// </summary>
internal sealed class SentIds(TimeProvider time)
{
    readonly EventIds _ids = new();
    readonly long _now = UnixTime.FromDateTimeOffset(time.GetUtcNow());

    /// <summary>The event with an id: its own, or a new UUIDv7.</summary>
    public TrailEvent Give(TrailEvent item) => item.Id is null ? item with { Id = _ids.New(_now) } : item;
}
