using Microsoft.Extensions.Logging;

namespace MetaLogging.Server.Output;

/// <summary>Says warnings and errors of the library on standard error; with <c>METALOG_DEBUG=1</c> all that it logs.</summary>
internal sealed class TalkLogger(Surroundings surroundings) : ILogger
{
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

        string reason = exception is null ? "" : $" ({exception.Message})";
        string weight = logLevel switch { >= LogLevel.Error => "error: ", LogLevel.Warning => "warning: ", _ => "" };
        surroundings.Say($"{weight}{formatter(state, exception)}{reason}");
    }
}
