using System.Text.Json.Nodes;
using MetaLogging.Events;
using MetaLogging.Server.Demo.Calendar;

namespace MetaLogging.Server.Demo.Machines;

/// <summary>A program that has something to say.</summary>
internal sealed class Machine(Script script, Dice dice)
{
    public Dice Dice => dice;

    /// <summary>A time of the office's day, as exact as a scheduler is.</summary>
    public DateTimeOffset About(int hour, int minute) =>
        script.Day.At(new TimeSpan(hour, minute, 0)) + dice.Between(TimeSpan.FromMilliseconds(4), TimeSpan.FromMilliseconds(1900));

    /// <summary>Says it, less than half a second later.</summary>
    /// <param name="component">A name.</param>
    /// <param name="source">The host, as a name.</param>
    public void Say(
        DateTimeOffset at, EventLevel level, string component, string message, string source,
        string? traceId = null, JsonObject? data = null, string? userId = null) =>
        script.Add(at + dice.Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(400)), new SystemEvent
        {
            Level = level,
            Component = component,
            Message = message,
            Source = source,
            TraceId = traceId,
            AdditionalData = data,
            UserId = userId,
        });
}
