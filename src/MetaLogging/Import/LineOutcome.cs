using MetaLogging.Events;
using MetaLogging.Validation;

namespace MetaLogging.Import;

/// <summary>What became of a line, with what belongs to it: an event, or why there is none.</summary>
internal readonly struct LineOutcome
{
    public LineState State { get; private init; }

    public TrailEvent? Event { get; private init; }

    public PassedReason Passed { get; private init; }

    public string? Unplaced { get; private init; }

    public IReadOnlyList<EventProblem> Problems { get; private init; }

    public static LineOutcome Of(TrailEvent item) => new() { State = LineState.Event, Event = item };

    public static LineOutcome Of(PassedReason reason) => new() { State = LineState.Passed, Passed = reason };

    public static LineOutcome NotPlaced(string reason) => new() { State = LineState.Unplaced, Unplaced = reason };

    public static LineOutcome Rejected(string field, string message) => Rejected([new(field, message)]);

    public static LineOutcome Rejected(IReadOnlyList<EventProblem> problems) => new() { State = LineState.Rejected, Problems = problems };
}
