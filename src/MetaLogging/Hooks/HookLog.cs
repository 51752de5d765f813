using Microsoft.Extensions.Logging;

namespace MetaLogging.Hooks;

/// <summary>Messages 1260 to 1269.</summary>
internal static partial class HookLog
{
    [LoggerMessage(EventId = 1260, Level = LogLevel.Error, Message = "The hook {Hook} failed around the operation {Operation}")]
    public static partial void Failed(ILogger logger, string hook, string operation, Exception reason);
}
