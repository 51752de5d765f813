using System.CommandLine;
using MetaLogging.Events;
using MetaLogging.Queries;
using MetaLogging.Remote;
using MetaLogging.Server.Answers;
using MetaLogging.Server.Parsing;

namespace MetaLogging.Server.Commands;

/// <summary><c>metalog query system-events</c>.</summary>
internal sealed class QuerySystemEventsCommand : QueryCommand<SystemEvent, SystemEventQuery>
{
    readonly Filters _filters;

    public QuerySystemEventsCommand(Surroundings surroundings)
        : this(surroundings, new Filters())
    {
    }

    QuerySystemEventsCommand(Surroundings surroundings, Filters filters)
        : base("system-events", "Shows log lines of systems. A filter given again means or.", surroundings, filters.All) =>
        _filters = filters;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
        ["metalog query system-events --level warning --component 'payment*' --text timeout --data ./data"];

    /// <inheritdoc/>
    protected override Columns<SystemEvent> Columns => EventColumns.SystemEvents;

    /// <inheritdoc/>
    protected override SystemEventQuery ReadOwnFilters(ParseResult parsed) => new()
    {
        Level = parsed.GetValue(_filters.Level) is { } level ? Enum.Parse<EventLevel>(level, ignoreCase: true) : null,
        Component = parsed.GetRequiredValue(_filters.Component),
        UserId = parsed.GetRequiredValue(_filters.UserId),
    };

    /// <inheritdoc/>
    protected override Task<Page<SystemEvent>> AskAsync(IAuditTrail trail, SystemEventQuery query, CancellationToken cancellationToken) =>
        trail.QueryAsync(query, cancellationToken);

    /// <inheritdoc/>
    protected override IAsyncEnumerable<Recorded<SystemEvent>> Follow(RemoteAuditTrail trail, SystemEventQuery query, CancellationToken cancellationToken) =>
        trail.FollowAsync(query, cancellationToken);

    sealed class Filters
    {
        public Option<string?> Level { get; } = Typed.Word(
            "--level", "The lowest level that is shown", "debug", "info", "warning", "error", "critical");

        public Option<string[]> Component { get; } = Typed.Texts("--component", "The component that speaks; a trailing * means a prefix");

        public Option<string[]> UserId { get; } = Typed.Texts("--user-id", "The user it is about");

        public IEnumerable<Option> All => [Level, Component, UserId];
    }
}
