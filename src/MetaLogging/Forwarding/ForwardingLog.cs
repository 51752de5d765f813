using Microsoft.Extensions.Logging;

namespace MetaLogging.Forwarding;

/// <summary>Messages 1750 to 1799.</summary>
internal static partial class ForwardingLog
{
    [LoggerMessage(EventId = 1750, Level = LogLevel.Error,
        Message = "The server refused {Count} events, from sequence {From} of the queue on; they are kept in {File}: {Reason}")]
    public static partial void Refused(ILogger logger, int count, long from, string file, string reason);

    [LoggerMessage(EventId = 1751, Level = LogLevel.Warning, Message = "Delivered events could not be dropped from the queue: {Reason}")]
    public static partial void NotDropped(ILogger logger, string reason);

    [LoggerMessage(EventId = 1752, Level = LogLevel.Information, Message = "Events are delivered to {Server}, from sequence {Next} of the queue {Origin} on")]
    public static partial void Opened(ILogger logger, string server, long next, string origin);
}
