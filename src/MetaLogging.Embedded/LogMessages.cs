using Microsoft.Extensions.Logging;

namespace MetaLogging.Embedded;

/// <summary>What the embedded store logs: events 1300 to 1399.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(EventId = 1300, Level = LogLevel.Information,
        Message = "Embedded store {File} is open; it wants sequence {Position} next")]
    public static partial void Opened(ILogger logger, string file, long position);

    [LoggerMessage(EventId = 1301, Level = LogLevel.Debug,
        Message = "Embedded store moved {Rows} rows to disk in {Milliseconds} ms; position {Position}")]
    public static partial void Moved(ILogger logger, long rows, double milliseconds, long position);

    [LoggerMessage(EventId = 1302, Level = LogLevel.Warning, Message = "Embedded store set the entries {First} to {Last} aside: {Reason}")]
    public static partial void SetAside(ILogger logger, long first, long last, string reason);

    [LoggerMessage(EventId = 1303, Level = LogLevel.Information,
        Message = "Embedded store was written anew in {Milliseconds} ms, as the order {Sequence} demands")]
    public static partial void WrittenAnew(ILogger logger, long sequence, double milliseconds);

    [LoggerMessage(EventId = 1304, Level = LogLevel.Information, Message = "Embedded store {File} was cleared")]
    public static partial void Cleared(ILogger logger, string file);

    [LoggerMessage(EventId = 1305, Level = LogLevel.Warning,
        Message = "Embedded store could not move its newest rows to disk while it was closed; they come from the journal again")]
    public static partial void NotMovedAtClose(ILogger logger, Exception reason);

    [LoggerMessage(EventId = 1306, Level = LogLevel.Warning,
        Message = "Embedded store could not be closed in order; it is opened from its last state")]
    public static partial void NotClosed(ILogger logger, Exception reason);
}
