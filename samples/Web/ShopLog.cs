namespace AuditWeb;

internal static partial class ShopLog
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "The shelf {Shelf} is broken")]
    public static partial void Broken(ILogger logger, int shelf);
}
