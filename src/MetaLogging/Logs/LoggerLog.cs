using Microsoft.Extensions.Logging;

namespace MetaLogging.Logs;

/// <summary>Messages 1700 to 1749.</summary>
internal static partial class LoggerLog
{
    [LoggerMessage(EventId = 1700, Level = LogLevel.Error, Message = "{Count} log messages wait, because they can't be recorded; it is tried again in {Retry}: {Reason}")]
    public static partial void Waits(ILogger logger, int count, TimeSpan retry, string reason);

    [LoggerMessage(EventId = 1701, Level = LogLevel.Error, Message = "{Count} log messages could not be recorded and are lost")]
    public static partial void Lost(ILogger logger, int count, Exception reason);

    [LoggerMessage(EventId = 1702, Level = LogLevel.Error, Message = "{Count} log messages were dropped, because more was logged than the queue holds")]
    public static partial void Dropped(ILogger logger, long count);

    [LoggerMessage(EventId = 1703, Level = LogLevel.Error, Message = "The application ends before {Count} log messages are recorded, and the gap can't be recorded either")]
    public static partial void NotTold(ILogger logger, int count);
}
