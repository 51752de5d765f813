using Microsoft.Extensions.Logging;

namespace MetaLogging.Logs;

/// <summary>Takes what is logged under one category.</summary>
internal sealed class TrailLogger(TrailLoggerProvider provider, string category) : ILogger
{
    /// <summary>What the trail itself says is no event: it would be recorded, and speak of that.</summary>
    const string OwnCategory = "MetaLogging";

    readonly bool _isOwn = category == OwnCategory || category.StartsWith(OwnCategory + ".", StringComparison.Ordinal);
    readonly string _component = LoggedText.Component(category);

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => provider.Scopes?.Push(state);

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => !_isOwn && logLevel != LogLevel.None && logLevel >= provider.Options.MinimumLevel;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel) || LogCapture.IsOwn)
        {
            return;
        }

        LogCapture.SetReading(true);
        try
        {
            provider.Queue.Add(provider.Messages.ToEvent(
                _component, logLevel, eventId, state, exception, formatter, provider.Options.IncludeScopes ? provider.Scopes : null));
        }
        finally
        {
            LogCapture.SetReading(false);
        }
    }
}
