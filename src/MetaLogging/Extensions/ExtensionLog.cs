using Microsoft.Extensions.Logging;

namespace MetaLogging.Extensions;

/// <summary>Messages 1250 to 1259.</summary>
internal static partial class ExtensionLog
{
    [LoggerMessage(EventId = 1250, Level = LogLevel.Debug, Message = "The extension {Extension} is {State}")]
    public static partial void Moved(ILogger logger, string extension, ExtensionState state);

    [LoggerMessage(EventId = 1251, Level = LogLevel.Error, Message = "The extension {Extension} could not stop in order; the others are stopped all the same")]
    public static partial void DidNotStop(ILogger logger, string extension, Exception reason);

    [LoggerMessage(EventId = 1252, Level = LogLevel.Error, Message = "The extension {Extension} could not say whether it is well")]
    public static partial void CouldNotSay(ILogger logger, string extension, Exception reason);

    [LoggerMessage(EventId = 1253, Level = LogLevel.Information, Message = "The ability {Ability} changed: {Reason}")]
    public static partial void AbilityChanged(ILogger logger, string ability, string reason);

    [LoggerMessage(EventId = 1254, Level = LogLevel.Error, Message = "A handler of the change of the ability {Ability} threw")]
    public static partial void HandlerFailed(ILogger logger, string ability, Exception reason);
}
