using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace MetaLogging.Server.Output;

/// <summary>Says warnings and errors of the library on standard error; with <c>METALOG_DEBUG=1</c> all that it logs.</summary>
internal sealed class TalkLogger(Surroundings surroundings) : ILogger
{
    /// <summary>Why something is tried again, as it was said last, by the number of the message.</summary>
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

        if (IsSaid(eventId, state, exception) && !surroundings.ShowsDetails)
        {
            return;
        }

        string reason = exception is null ? "" : $" ({exception.Message})";
        string weight = logLevel switch { >= LogLevel.Error => "error: ", LogLevel.Warning => "warning: ", _ => "" };
        surroundings.Say($"{weight}{formatter(state, exception)}{reason}");
    }

    /// <summary>Whether it is about what is tried again and again, and has been said with the same reason: once is enough.</summary>
    bool IsSaid<TState>(EventId eventId, TState state, Exception? exception)
    {
        if (state is not IReadOnlyList<KeyValuePair<string, object?>> values || values.All(value => value.Key != "Retry"))
        {
            return false;
        }

        string reason = exception?.Message ?? values.FirstOrDefault(value => value.Key == "Reason").Value?.ToString() ?? "";
        bool isSaid = _reasons.TryGetValue(eventId.Id, out string? last) && last == reason;
        _reasons[eventId.Id] = reason;
        return isSaid;
    }
}
