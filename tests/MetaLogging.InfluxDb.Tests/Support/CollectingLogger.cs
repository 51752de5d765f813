using System.Text;
using Microsoft.Extensions.Logging;

namespace MetaLogging.InfluxDb.Tests.Support;

/// <summary>Keeps everything that is logged, at every level, with its exceptions.</summary>
internal sealed class CollectingLogger : ILogger
{
    readonly StringBuilder _text = new();

    public string Text
    {
        get
        {
            lock (_text)
            {
                return _text.ToString();
            }
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_text)
        {
            _text.AppendLine(formatter(state, exception));
            if (exception is not null)
            {
                _text.AppendLine(exception.ToString());
            }
        }
    }
}
