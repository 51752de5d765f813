using System.CommandLine;
using System.Text.Json.Nodes;
using MetaLogging.Events;
using MetaLogging.Json;
using MetaLogging.Queries;
using MetaLogging.Server.Output;
using MetaLogging.Server.Parsing;

namespace MetaLogging.Server.Exports;

/// <summary>The filters of an export. One that a kind of event does not have leaves that kind out; where the kind was asked for, it is refused.</summary>
internal sealed class ExportFilters
{
    const string AuditEvents = "audit-events";
    const string FailedLogins = "failed-logins";
    const string SystemEvents = "system-events";

    static readonly string[] Kinds = [AuditEvents, FailedLogins, SystemEvents];

    readonly Option<string[]> _kind = Typed.Texts("--kind", "audit-events, failed-logins or system-events [default: all that have the filters]");
    readonly Option<DateTimeOffset?> _start = Typed.Moment("--start-time", "The earliest time, inclusive");
    readonly Option<DateTimeOffset?> _end = Typed.Moment("--end-time", "The latest time, exclusive");
    readonly Option<bool> _own = new("--own") { Description = "Also what the trail wrote about itself" };
    readonly Filter _userId = new("--user-id", "Who did it; of failed logins the user name as it was typed", Kinds);
    readonly Filter _action = new("--action", "What was done; a trailing * means a prefix", [AuditEvents]);
    readonly Filter _resourceType = new("--resource-type", "The kind of resource; a trailing * means a prefix", [AuditEvents]);
    readonly Filter _resourceId = new("--resource-id", "The resource", [AuditEvents]);
    readonly Filter _subjectId = new("--subject-id", "Whose data it was", [AuditEvents]);
    readonly Filter _ipAddress = new("--ip-address", "The address it came from", [AuditEvents, FailedLogins]);
    readonly Filter _source = new("--source", "The application or host it comes from", Kinds);
    readonly Filter _tenantId = new("--tenant-id", "The tenant", Kinds);
    readonly Filter _requestId = new("--request-id", "The request it belongs to", Kinds);
    readonly Filter _traceId = new("--trace-id", "The trace it belongs to", Kinds);
    readonly Filter _text = new("--text", "Text in message, error_message, additional_data or changes", Kinds);

    Filter[] Filters => [_userId, _action, _resourceType, _resourceId, _subjectId, _ipAddress, _source, _tenantId, _requestId, _traceId, _text];

    /// <summary>The options, as help lists them.</summary>
    public IEnumerable<Option> Options => [_start, _end, _kind, .. Filters.Select(filter => filter.Option), _own];

    /// <summary>Makes the questions.</summary>
    /// <exception cref="UsageException">The filters contradict each other.</exception>
    public ExportQuestions Read(ParseResult parsed)
    {
        (DateTimeOffset? start, DateTimeOffset? end) = (parsed.GetValue(_start), parsed.GetValue(_end));
        if (start > end)
        {
            throw new UsageException("--start-time is after --end-time.");
        }

        string[] kinds = ReadKinds(parsed);
        return new(
            kinds.Contains(AuditEvents) ? Common(new AuditEventQuery
            {
                UserId = _userId.Of(parsed),
                Action = _action.Of(parsed),
                ResourceType = _resourceType.Of(parsed),
                ResourceId = _resourceId.Of(parsed),
                SubjectId = _subjectId.Of(parsed),
                IpAddress = _ipAddress.Of(parsed),
                Own = parsed.GetValue(_own),
            }) : null,
            kinds.Contains(FailedLogins) ? Common(new FailedLoginQuery { Username = _userId.Of(parsed), IpAddress = _ipAddress.Of(parsed) }) : null,
            kinds.Contains(SystemEvents) ? Common(new SystemEventQuery { UserId = _userId.Of(parsed) }) : null,
            Told(parsed, kinds, start, end));

        T Common<T>(T query)
            where T : EventQuery => query with
            {
                StartTime = start,
                EndTime = end,
                Source = _source.Of(parsed),
                TenantId = _tenantId.Of(parsed),
                RequestId = _requestId.Of(parsed),
                TraceId = _traceId.Of(parsed),
                Text = _text.Of(parsed),
                Order = QueryOrder.OldestFirst,
                Limit = 1000,
            };
    }

    string[] ReadKinds(ParseResult parsed)
    {
        string[] asked = [.. parsed.GetRequiredValue(_kind).Distinct()];
        if (asked.FirstOrDefault(kind => !Kinds.Contains(kind)) is { } unknown)
        {
            throw new UsageException($"--kind takes one of {string.Join(", ", Kinds)}; '{VisibleText.Of(unknown)}' is not.");
        }

        Filter[] given = [.. Filters.Where(filter => filter.Of(parsed).Length > 0)];
        foreach (string kind in asked)
        {
            if (given.FirstOrDefault(filter => !filter.Kinds.Contains(kind)) is { } foreign)
            {
                throw new UsageException($"{foreign.Option.Name} is no filter of {kind}. Leave it out, or --kind {kind}.");
            }
        }

        // The filters of one kind alone are all of audit events, so that one is always left.
        return asked.Length > 0 ? asked : [.. Kinds.Where(kind => given.All(filter => filter.Kinds.Contains(kind)))];
    }

    JsonObject Told(ParseResult parsed, string[] kinds, DateTimeOffset? start, DateTimeOffset? end)
    {
        JsonObject told = new() { ["kind"] = Texts(kinds) };
        Add("start_time", start);
        Add("end_time", end);
        foreach (Filter filter in Filters.Where(filter => filter.Of(parsed).Length > 0))
        {
            told[filter.Option.Name[2..].Replace('-', '_')] = Texts(filter.Of(parsed));
        }

        if (parsed.GetValue(_own))
        {
            told["own"] = "true";
        }

        return told;

        void Add(string name, DateTimeOffset? time)
        {
            if (time is { } given)
            {
                told[name] = TimestampText.Format(UnixTime.FromDateTimeOffset(given));
            }
        }
    }

    static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(text => JsonValue.Create(text))];

    /// <summary>A filter, and the kinds of events that have it.</summary>
    sealed class Filter(string name, string description, string[] kinds)
    {
        public Option<string[]> Option { get; } = Typed.Texts(name, description);

        public string[] Kinds => kinds;

        public string[] Of(ParseResult parsed) => parsed.GetRequiredValue(Option);
    }
}
