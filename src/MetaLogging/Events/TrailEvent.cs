using System.Text.Json.Nodes;

namespace MetaLogging.Events;

/// <summary>
/// What the three kinds of events have in common. An event is a value: it is checked when it is recorded, not when it is made.
/// As JSON it may have at most 64 KiB.
/// </summary>
public abstract record TrailEvent
{
    private protected TrailEvent()
    {
    }

    /// <summary>Which of the three kinds this is.</summary>
    public abstract EventKind Kind { get; }

    /// <summary>
    /// The event id, the idempotency key within a tenant: the same id with the same content again is a duplicate, with other content a
    /// conflict. Left out: made when recorded (UUIDv7). It must not be computed from personal data.
    /// </summary>
    public Guid? Id { get; init; }

    /// <summary>
    /// When it happened, from 1970 to five minutes from now; ticks of 100 ns. Left out: when it was recorded.
    /// </summary>
    public DateTimeOffset? Timestamp
    {
        get => TimestampNanoseconds is { } ns ? UnixTime.ToDateTimeOffset(ns) : null;
        init => TimestampNanoseconds = value is { } time ? UnixTime.FromDateTimeOffset(time) : null;
    }

    /// <summary>
    /// The timestamp in nanoseconds since the epoch, as it was parsed: text and stores keep nanoseconds, .NET's own types do not.
    /// </summary>
    internal long? TimestampNanoseconds { get; init; }

    /// <summary>The application or host it comes from. Left out: the name of the application, or of the API key.</summary>
    public string? Source { get; init; }

    /// <summary>The tenant it belongs to, where an installation serves several.</summary>
    public string? TenantId { get; init; }

    /// <summary>The id of the request it belongs to; at most 512 characters. Part of the client.</summary>
    public string? RequestId { get; init; }

    /// <summary>The id of the distributed trace it belongs to; at most 512 characters. Part of the client.</summary>
    public string? TraceId { get; init; }

    /// <summary>
    /// Anything else, as a JSON object of at most 31 levels: with the event itself 32. Numbers must be exact doubles; send others as
    /// strings.
    /// </summary>
    public JsonObject? AdditionalData { get; init; }
}
