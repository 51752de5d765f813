using Microsoft.Extensions.Logging;

namespace MetaLogging.Ids;

/// <summary>What the id index says.</summary>
internal static partial class IdLog
{
    [LoggerMessage(EventId = 1201, Level = LogLevel.Warning, Message = "The id index {Path} is damaged and is built again from the journal")]
    public static partial void RunDamaged(ILogger logger, string path, Exception reason);

    [LoggerMessage(EventId = 1202, Level = LogLevel.Warning, Message = "The id index in {Directory} can't be written; its newest ids stay in memory until it can")]
    public static partial void RunNotWritten(ILogger logger, string directory, Exception reason);
}
