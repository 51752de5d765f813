using Microsoft.Extensions.Logging;

namespace MetaLogging.Api;

/// <summary>Messages 1500 to 1599. None holds a key, a token, or a byte of an event.</summary>
internal static partial class ApiLog
{
    [LoggerMessage(EventId = 1500, Level = LogLevel.Error, Message = "{Route} failed in a way that should not happen")]
    public static partial void Unexpected(ILogger logger, string route, Exception reason);

    [LoggerMessage(EventId = 1501, Level = LogLevel.Error, Message = "{Route} was refused: the journal can't be written or read")]
    public static partial void JournalFailed(ILogger logger, string route, Exception reason);

    [LoggerMessage(EventId = 1502, Level = LogLevel.Warning, Message = "{Route} was refused: {Reason}")]
    public static partial void StoreFailed(ILogger logger, string route, string reason);

    [LoggerMessage(EventId = 1503, Level = LogLevel.Error, Message = "The trail's own event {Action} could not be recorded")]
    public static partial void NotTold(ILogger logger, string action, Exception reason);

    [LoggerMessage(EventId = 1504, Level = LogLevel.Warning, Message = "{Listener} is reachable from other machines without TLS: keys and events travel in plain text."
        + " Listen on loopback behind a proxy, or set up https (docs/proxy-and-tls.md)")]
    public static partial void NoTls(ILogger logger, string listener);

    [LoggerMessage(EventId = 1505, Level = LogLevel.Information, Message = "Commands reach this folder through {Socket}")]
    public static partial void SocketOpen(ILogger logger, string socket);

    [LoggerMessage(EventId = 1506, Level = LogLevel.Warning, Message = "The socket {Socket} can't be opened: commands with --data will say that this process has the folder")]
    public static partial void NoSocket(ILogger logger, string socket, Exception reason);

    [LoggerMessage(EventId = 1507, Level = LogLevel.Warning, Message = "A token was refused: {Reason}")]
    public static partial void TokenRefused(ILogger logger, string reason);

    [LoggerMessage(EventId = 1508, Level = LogLevel.Error, Message = "The issuer of tokens at {Authority} can't be asked; its tokens are refused meanwhile")]
    public static partial void IssuerUnreachable(ILogger logger, string authority, Exception reason);

    [LoggerMessage(EventId = 1509, Level = LogLevel.Information, Message = "The first key, with all permissions, is in {Path}")]
    public static partial void FirstKey(ILogger logger, string path);

    [LoggerMessage(EventId = 1520, Level = LogLevel.Error, Message = "{Route} was refused: the keys can't be kept")]
    public static partial void KeysFailed(ILogger logger, string route, Exception reason);
}
