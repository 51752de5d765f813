using Microsoft.Extensions.Logging;

namespace MetaLogging.Publishing;

/// <summary>Messages 1230 to 1239.</summary>
internal static partial class PublishingLog
{
    [LoggerMessage(EventId = 1230, Level = LogLevel.Warning, Message = "The checkpoint over {Size} entries could not be pushed to {Anchor}; it is tried again")]
    public static partial void NotAnchored(ILogger logger, long size, string anchor, Exception reason);

    [LoggerMessage(EventId = 1231, Level = LogLevel.Warning, Message = "The checkpoint over {Size} entries was not cosigned by {Witness}; it is asked again")]
    public static partial void NotCosigned(ILogger logger, long size, string witness, Exception reason);
}
