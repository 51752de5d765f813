using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace MetaLogging.Api.Tests.Support;

/// <summary>Keeps every line that a server logs, with all that is known of its exceptions.</summary>
internal sealed class CollectedLog : ILoggerProvider
{
    readonly ConcurrentQueue<(EventId Id, string Text)> _lines = [];

    public IEnumerable<string> Lines => _lines.Select(line => line.Text);

    /// <summary>The lines of a numbered message.</summary>
    public IEnumerable<string> Of(int eventId) => _lines.Where(line => line.Id.Id == eventId).Select(line => line.Text);

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
        // The lines are read after the server has ended.
    }

    sealed class Logger(CollectedLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log._lines.Enqueue((eventId, $"{logLevel} {category}[{eventId.Id}] {formatter(state, exception)} {exception}"));
    }
}
