using Microsoft.Extensions.Logging;

namespace MetaLogging.InfluxDb;

/// <summary>What the InfluxDB store logs: events 1400 to 1499.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(EventId = 1400, Level = LogLevel.Information, Message = "{Server} is open for {Origin}; it wants sequence {Position} next")]
    public static partial void Opened(ILogger logger, string server, string origin, long position);

    [LoggerMessage(EventId = 1401, Level = LogLevel.Warning, Message = "InfluxDB: the entries {First} to {Last} are set aside: {Reason}")]
    public static partial void SetAside(ILogger logger, long first, long last, string reason);

    [LoggerMessage(EventId = 1402, Level = LogLevel.Warning, Message = "InfluxDB dropped {Count} points that are older than its retention policy keeps any")]
    public static partial void BeyondRetention(ILogger logger, long count);

    [LoggerMessage(EventId = 1403, Level = LogLevel.Information,
        Message = "InfluxDB: an erasure waits {Left} until no write is under way whose outcome is not known")]
    public static partial void Settling(ILogger logger, TimeSpan left);

    [LoggerMessage(EventId = 1404, Level = LogLevel.Information, Message = "InfluxDB carried out the order {Sequence}: {Points} points in {Milliseconds} ms")]
    public static partial void CarriedOut(ILogger logger, long sequence, long points, double milliseconds);

    [LoggerMessage(EventId = 1405, Level = LogLevel.Information, Message = "{Server}: all points of {Origin} are thrown away")]
    public static partial void Cleared(ILogger logger, string server, string origin);

    [LoggerMessage(EventId = 1406, Level = LogLevel.Information,
        Message = "InfluxDB's position could not be written at the end; some points will be sent again at the next start")]
    public static partial void PositionNotWritten(ILogger logger, Exception reason);
}
