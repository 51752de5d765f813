using Microsoft.Extensions.Logging;

namespace MetaLogging.Hosting;

/// <summary>Messages 1300 to 1399.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(EventId = 1300, Level = LogLevel.Error, Message = "The trail's own event {Action} could not be recorded")]
    public static partial void NotTold(ILogger logger, string action, Exception reason);
}
