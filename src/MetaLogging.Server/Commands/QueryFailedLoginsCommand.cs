using System.CommandLine;
using MetaLogging.Events;
using MetaLogging.Queries;
using MetaLogging.Remote;
using MetaLogging.Server.Answers;
using MetaLogging.Server.Parsing;

namespace MetaLogging.Server.Commands;

/// <summary><c>metalog query failed-logins</c>.</summary>
internal sealed class QueryFailedLoginsCommand : QueryCommand<FailedLoginAttempt, FailedLoginQuery>
{
    readonly Filters _filters;

    public QueryFailedLoginsCommand(Surroundings surroundings)
        : this(surroundings, new Filters())
    {
    }

    QueryFailedLoginsCommand(Surroundings surroundings, Filters filters)
        : base("failed-logins", "Shows failed authentication attempts. A filter given again means or.", surroundings, filters.All) =>
        _filters = filters;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "metalog query failed-logins --ip-address 203.0.113.7 --all --format ndjson --data ./data",
        "metalog query failed-logins --username root --username admin --min-risk-score 0.8 --data ./data",
    ];

    /// <inheritdoc/>
    protected override Columns<FailedLoginAttempt> Columns => EventColumns.FailedLogins;

    /// <inheritdoc/>
    protected override FailedLoginQuery ReadOwnFilters(ParseResult parsed) => new()
    {
        Username = parsed.GetRequiredValue(_filters.Username),
        IpAddress = parsed.GetRequiredValue(_filters.IpAddress),
        FailureReason = parsed.GetRequiredValue(_filters.FailureReason),
        IsBlocked = _filters.IsBlocked.Read(parsed),
        MinRiskScore = parsed.GetValue(_filters.MinRiskScore),
        Country = parsed.GetRequiredValue(_filters.Country),
    };

    /// <inheritdoc/>
    protected override Task<Page<FailedLoginAttempt>> AskAsync(
        IAuditTrail trail, FailedLoginQuery query, CancellationToken cancellationToken) =>
        trail.QueryAsync(query, cancellationToken);

    /// <inheritdoc/>
    protected override IAsyncEnumerable<Recorded<FailedLoginAttempt>> Follow(RemoteAuditTrail trail, FailedLoginQuery query, CancellationToken cancellationToken) =>
        trail.FollowAsync(query, cancellationToken);

    sealed class Filters
    {
        public Option<string[]> Username { get; } = Typed.Texts("--username", "The user name as it was typed");

        public Option<string[]> IpAddress { get; } = Typed.Texts("--ip-address", "The address it came from");

        public Option<string[]> FailureReason { get; } = Typed.Texts("--failure-reason", "Why it failed");

        public YesOrNoOption IsBlocked { get; } = new("--is-blocked", "Whether it was blocked");

        public Option<double?> MinRiskScore { get; } = Typed.Number("--min-risk-score", "The least risk, 0 to 1", "RISK", 0, 1);

        public Option<string[]> Country { get; } = Typed.Texts("--country", "The country, two letters");

        public IEnumerable<Option> All => [Username, IpAddress, FailureReason, IsBlocked, MinRiskScore, Country];
    }
}
