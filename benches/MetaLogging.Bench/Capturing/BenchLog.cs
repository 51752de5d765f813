using Microsoft.Extensions.Logging;

namespace MetaLogging.Bench.Capturing;

/// <summary>A message as applications write them.</summary>
internal static partial class BenchLog
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "The order {Order} of a {Item} is shipped")]
    public static partial void Shipped(ILogger logger, int order, string item);
}
