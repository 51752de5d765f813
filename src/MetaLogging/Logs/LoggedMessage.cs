using System.Text.Json.Nodes;
using MetaLogging.Context;
using MetaLogging.Events;
using Microsoft.Extensions.Logging;

namespace MetaLogging.Logs;

/// <summary>Makes a system event of a message, at the moment it is logged: what it is made of may be another thing later.</summary>
/// <param name="context">Who is acting.</param>
/// <param name="time">The clock.</param>
internal sealed class LoggedMessage(AuditContext context, TimeProvider time)
{
    const int LongestId = 512;
    const int LongestStackTrace = 8 << 10;
    const int MostScopes = 20;
    const int MostInner = 5;

    readonly LoggedNames _names = new();

    /// <summary>The event of a message. It never throws for what is logged.</summary>
    public SystemEvent ToEvent<TState>(
        string component, LogLevel level, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string>? formatter, IExternalScopeProvider? scopes)
    {
        LoggedState read = LoggedState.Read(state, _names);
        JsonObject data = [];
        if (eventId.Id != 0 || eventId.Name is not null)
        {
            data["event_id"] = EventIdOf(eventId);
        }

        Add(data, "message_template", read.Template is null ? null : JsonValue.Create(read.Template));
        Add(data, "state", read.Values);
        Add(data, "exception", exception is null ? null : ExceptionOf(exception, MostInner));
        string? requestId = null;
        Add(data, "scopes", scopes is null ? null : ScopesOf(scopes, _names, ref requestId));
        SystemEvent item = new()
        {
            Timestamp = time.GetUtcNow(),
            Level = LevelOf(level),
            Component = component,
            Message = MessageOf(state, exception, formatter, read),
            AdditionalData = data.Count > 0 ? data : null,
        };
        item = (SystemEvent)context.Fill(item);
        return item with { UserId = Id(item.UserId), RequestId = Id(item.RequestId ?? requestId), TraceId = Id(item.TraceId) };
    }

    static EventLevel LevelOf(LogLevel level) => level switch
    {
        <= LogLevel.Debug => EventLevel.Debug,
        LogLevel.Information => EventLevel.Info,
        LogLevel.Warning => EventLevel.Warning,
        LogLevel.Error => EventLevel.Error,
        _ => EventLevel.Critical,
    };

    static string MessageOf<TState>(TState state, Exception? exception, Func<TState, Exception?, string>? formatter, LoggedState read)
    {
        string? message;
        try
        {
            message = formatter?.Invoke(state, exception);
        }
        catch (Exception e)
        {
            message = $"{read.Template} ({e.GetType().Name} while it was formatted)";   // what is logged must not break who logs it
        }

        if (string.IsNullOrEmpty(message))
        {
            message = read.Template is { Length: > 0 } template ? template : exception?.GetType().Name ?? "(no message)";
        }

        return LoggedText.Clean(read.Hide(message), LoggedText.LongestMessage);
    }

    static JsonObject EventIdOf(EventId eventId)
    {
        JsonObject id = new() { ["id"] = eventId.Id };
        Add(id, "name", eventId.Name is null ? null : JsonValue.Create(LoggedText.Clean(eventId.Name, LoggedText.LongestValue)));
        return id;
    }

    static JsonObject ExceptionOf(Exception exception, int inner)
    {
        JsonObject told = new()
        {
            ["type"] = LoggedText.Clean(exception.GetType().FullName, LoggedText.LongestValue),
            ["message"] = LoggedText.Clean(Try(() => exception.Message), LoggedText.LongestValue),
        };
        Add(told, "stack_trace", Try(() => exception.StackTrace) is { Length: > 0 } trace ? JsonValue.Create(LoggedText.Clean(trace, LongestStackTrace)) : null);
        Add(told, "inner", exception.InnerException is { } cause && inner > 0 ? ExceptionOf(cause, inner - 1) : null);
        return told;
    }

    static JsonArray? ScopesOf(IExternalScopeProvider scopes, LoggedNames names, ref string? requestId)
    {
        Found found = new(names);
        scopes.ForEachScope(
            static (scope, found) =>
            {
                if (scope is not null && found.Scopes.Count < MostScopes)
                {
                    LoggedState read = LoggedState.Read(scope, found.Names);
                    found.RequestId = read.TextOf("RequestId") ?? found.RequestId;
                    found.Scopes.Add(read.Values ?? (JsonNode)LoggedText.Clean(LoggedText.Text(scope), LoggedText.LongestValue));
                }
            },
            found);
        requestId = found.RequestId;
        return found.Scopes.Count > 0 ? found.Scopes : null;
    }

    static string? Id(string? id) => id is null ? null : LoggedText.Clean(id, LongestId);

    static string? Try(Func<string?> read)
    {
        try
        {
            return read();
        }
        catch (Exception e)
        {
            return $"({e.GetType().Name})";   // an exception of the application's own may throw another one
        }
    }

    static void Add(JsonObject data, string name, JsonNode? value)
    {
        if (value is not null)
        {
            data[name] = value;
        }
    }

    sealed class Found(LoggedNames names)
    {
        public LoggedNames Names => names;

        public JsonArray Scopes { get; } = [];

        public string? RequestId { get; set; }
    }
}
