using Microsoft.Extensions.Logging;

namespace MetaLogging.Projections;

/// <summary>What projections say.</summary>
internal static partial class ProjectionLog
{
    [LoggerMessage(EventId = 1211, Level = LogLevel.Error, Message = "The store {Store} is {Lag} entries behind and could not go on; it tries again in {Retry}")]
    public static partial void Failed(ILogger logger, string store, long lag, TimeSpan retry, Exception reason);

    [LoggerMessage(EventId = 1214, Level = LogLevel.Error, Message = "The store {Store} is {Lag} entries behind and could not go on; it tries again in {Retry}: {Reason}")]
    public static partial void Waits(ILogger logger, string store, long lag, TimeSpan retry, string reason);

    [LoggerMessage(EventId = 1212, Level = LogLevel.Warning, Message = "The store {Store} passes over sequences {From} to {To} (exclusive): {Reason}")]
    public static partial void SetAside(ILogger logger, string store, long from, long to, string reason);

    [LoggerMessage(EventId = 1213, Level = LogLevel.Warning,
        Message = "The store {Store} is at sequence {Position}, beyond the journal's {Next}: an older journal was put back; the store is built again")]
    public static partial void Ahead(ILogger logger, string store, long position, long next);
}
