using Microsoft.Extensions.Logging;

namespace MetaLogging.AspNetCore;

/// <summary>Messages 1600 to 1649.</summary>
internal static partial class AspNetCoreLog
{
    [LoggerMessage(EventId = 1600, Level = LogLevel.Error, Message = "The request to {Endpoint} is answered with 503: its audit event could not be recorded, and its failure policy says so")]
    public static partial void NotRecorded(ILogger logger, string endpoint);

    [LoggerMessage(EventId = 1601, Level = LogLevel.Error, Message = "The connection of a request to {Endpoint} is aborted: its answer had started when its audit event could not be recorded, and its failure policy says so")]
    public static partial void Aborted(ILogger logger, string endpoint);

    [LoggerMessage(EventId = 1602, Level = LogLevel.Warning, Message = "{Endpoint} is to be audited, and a request to it did not pass UseMetaLogging: something before it answered, or it stands before UseRouting or is missing. Said once")]
    public static partial void NotSeen(ILogger logger, string endpoint);
}
