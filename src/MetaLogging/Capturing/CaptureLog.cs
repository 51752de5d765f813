using Microsoft.Extensions.Logging;

namespace MetaLogging.Capturing;

/// <summary>Messages 1240 to 1249.</summary>
internal static partial class CaptureLog
{
    [LoggerMessage(EventId = 1240, Level = LogLevel.Error, Message = "The event {Action} of {Source} could not be recorded and is lost: {Reason}")]
    public static partial void Lost(ILogger logger, string action, string source, string reason);
}
