using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace MetaLogging.Server.Output;

/// <summary>Says warnings and errors of the library on standard error; with <c>METALOG_DEBUG=1</c> all that it logs.</summary>
internal sealed class TalkLogger(Surroundings surroundings) : ILogger
{
    /// <summary>What was said last of a failure, by its message's number: while it is tried again and again, the same reason is not said again.</summary>
    readonly ConcurrentDictionary<int, string> _reasons = [];

    readonly LogLevel _least = surroundings.ShowsDetails ? LogLevel.Debug : LogLevel.Warning;

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= _least && logLevel != LogLevel.None;

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        if (exception is not null && !surroundings.ShowsDetails && _reasons.TryGetValue(eventId.Id, out string? said) && said == exception.Message)
        {
            return;
        }

        if (exception is not null)
        {
            _reasons[eventId.Id] = exception.Message;
        }

        string reason = exception is null ? "" : $" ({exception.Message})";
        string weight = logLevel switch { >= LogLevel.Error => "error: ", LogLevel.Warning => "warning: ", _ => "" };
        surroundings.Say($"{weight}{formatter(state, exception)}{reason}");
    }
}
