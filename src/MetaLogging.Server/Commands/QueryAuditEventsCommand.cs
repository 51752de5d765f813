using System.CommandLine;
using MetaLogging.Events;
using MetaLogging.Queries;
using MetaLogging.Remote;
using MetaLogging.Server.Answers;
using MetaLogging.Server.Parsing;

namespace MetaLogging.Server.Commands;

/// <summary><c>metalog query audit-events</c>.</summary>
internal sealed class QueryAuditEventsCommand : QueryCommand<AuditEvent, AuditEventQuery>
{
    readonly Filters _filters;

    public QueryAuditEventsCommand(Surroundings surroundings)
        : this(surroundings, new Filters())
    {
    }

    QueryAuditEventsCommand(Surroundings surroundings, Filters filters)
        : base("audit-events", "Shows who did what to which resource. A filter given again means or.", surroundings, filters.All) =>
        _filters = filters;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "metalog query audit-events --user-id user123 --action 'document.*' --data ./data",
        "metalog query audit-events --privacy-impact --start-time 2026-03-01T00:00:00Z --all --format csv --data ./data",
    ];

    /// <inheritdoc/>
    protected override Columns<AuditEvent> Columns => EventColumns.AuditEvents;

    /// <inheritdoc/>
    protected override AuditEventQuery ReadOwnFilters(ParseResult parsed) => new()
    {
        UserId = parsed.GetRequiredValue(_filters.UserId),
        UserName = parsed.GetRequiredValue(_filters.UserName),
        OnBehalfOf = parsed.GetRequiredValue(_filters.OnBehalfOf),
        SubjectId = parsed.GetRequiredValue(_filters.SubjectId),
        Action = parsed.GetRequiredValue(_filters.Action),
        ResourceType = parsed.GetRequiredValue(_filters.ResourceType),
        ResourceId = parsed.GetRequiredValue(_filters.ResourceId),
        Success = _filters.Success.Read(parsed),
        PrivacyImpact = _filters.PrivacyImpact.Read(parsed),
        DataCategory = parsed.GetRequiredValue(_filters.DataCategory),
        IpAddress = parsed.GetRequiredValue(_filters.IpAddress),
        Own = parsed.GetValue(_filters.Own),
    };

    /// <inheritdoc/>
    protected override Task<Page<AuditEvent>> AskAsync(IAuditTrail trail, AuditEventQuery query, CancellationToken cancellationToken) =>
        trail.QueryAsync(query, cancellationToken);

    /// <inheritdoc/>
    protected override IAsyncEnumerable<Recorded<AuditEvent>> Follow(RemoteAuditTrail trail, AuditEventQuery query, CancellationToken cancellationToken) =>
        trail.FollowAsync(query, cancellationToken);

    sealed class Filters
    {
        public Option<string[]> UserId { get; } = Typed.Texts("--user-id", "Who did it");

        public Option<string[]> UserName { get; } = Typed.Texts("--user-name", "The name of who did it");

        public Option<string[]> OnBehalfOf { get; } = Typed.Texts("--on-behalf-of", "Who was really acting");

        public Option<string[]> SubjectId { get; } = Typed.Texts("--subject-id", "Whose data it was");

        public Option<string[]> Action { get; } = Typed.Texts("--action", "What was done; a trailing * means a prefix");

        public Option<string[]> ResourceType { get; } = Typed.Texts("--resource-type", "The kind of resource; a trailing * means a prefix");

        public Option<string[]> ResourceId { get; } = Typed.Texts("--resource-id", "The resource");

        public YesOrNoOption Success { get; } = new("--success", "Whether it was done");

        public YesOrNoOption PrivacyImpact { get; } = new("--privacy-impact", "Whether it touched personal data");

        public Option<string[]> DataCategory { get; } = Typed.Texts("--data-category", "A category of data that it touched");

        public Option<string[]> IpAddress { get; } = Typed.Texts("--ip-address", "The address it came from");

        public Option<bool> Own { get; } = new("--own") { Description = "Also what the trail wrote about itself" };

        public IEnumerable<Option> All =>
        [
            UserId, UserName, OnBehalfOf, SubjectId, Action, ResourceType, ResourceId,
            Success, PrivacyImpact, DataCategory, IpAddress, Own,
        ];
    }
}
