using Microsoft.Extensions.Logging;

namespace MetaLogging.Hosting;

/// <summary>Messages 1220 to 1229.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(EventId = 1220, Level = LogLevel.Error, Message = "The trail's own event {Action} could not be recorded")]
    public static partial void NotTold(ILogger logger, string action, Exception reason);
}
