using Microsoft.Extensions.Logging;

namespace MetaLogging.EntityFrameworkCore.Recording;

/// <summary>Messages 1650 to 1699.</summary>
internal static partial class EntityAuditLog
{
    [LoggerMessage(EventId = 1650, Level = LogLevel.Error, Message = "The changes of a save of {Context} could not be read and are not recorded")]
    public static partial void NotRead(ILogger logger, string context, Exception reason);

    [LoggerMessage(EventId = 1653, Level = LogLevel.Error, Message = "The event {Action} is not valid and is lost: {Reason}")]
    public static partial void NotValid(ILogger logger, string action, string reason);

    [LoggerMessage(EventId = 1651, Level = LogLevel.Warning, Message = "The outbox of {Context} can't be carried to the trail now and is tried again: {Reason}")]
    public static partial void NotCarried(ILogger logger, string context, string reason);

    [LoggerMessage(EventId = 1652, Level = LogLevel.Error, Message = "The trail refuses the event {Id} of the outbox of {Context}; the row is marked and stays: {Reason}")]
    public static partial void Refused(ILogger logger, Guid id, string context, string reason);
}
