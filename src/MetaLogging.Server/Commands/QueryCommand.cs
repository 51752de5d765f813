using System.CommandLine;
using MetaLogging.Events;
using MetaLogging.Queries;
using MetaLogging.Remote;
using MetaLogging.Server.Answers;
using MetaLogging.Server.Output;
using MetaLogging.Server.Parsing;
using MetaLogging.Server.Trails;

namespace MetaLogging.Server.Commands;

/// <summary>Shows the events of one kind that filters pick, page by page as they come.</summary>
internal abstract class QueryCommand<TEvent, TQuery> : TrailCommand
    where TEvent : TrailEvent
    where TQuery : EventQuery
{
    const int LargestPage = 1000;
    const int DefaultLimit = 100;
    const int FirstFollowed = 10;

    readonly Option<DateTimeOffset?> _start = Typed.Moment("--start-time", "The earliest time, inclusive");
    readonly Option<DateTimeOffset?> _end = Typed.Moment("--end-time", "The latest time, exclusive");
    readonly Option<string[]> _source = Typed.Texts("--source", "The application or host it comes from");
    readonly Option<string[]> _tenant = Typed.Texts("--tenant-id", "The tenant");
    readonly Option<string[]> _request = Typed.Texts("--request-id", "The request it belongs to");
    readonly Option<string[]> _trace = Typed.Texts("--trace-id", "The trace it belongs to");
    readonly Option<string[]> _text = Typed.Texts("--text", "Text in message, error_message, additional_data or changes");
    readonly Option<string?> _order = Typed.Word("--order", "Newest first (desc) or oldest first (asc) [default: desc]", "asc", "desc");
    readonly Option<long?> _limit = Typed.WholeNumber("--limit", $"The most events to show [default: {DefaultLimit}]", 1);
    readonly Option<bool> _all = new("--all") { Description = "Show all of them" };
    readonly Option<bool> _follow = new("--follow") { Description = $"Show the newest (--limit, default {FirstFollowed}), then go on with what comes; needs a server" };
    readonly Option<string?> _format = Typed.Word("--format", "[default: table]", Answer.Formats);

    protected QueryCommand(string name, string description, Surroundings surroundings, IEnumerable<Option> filters)
        : base(name, description, surroundings)
    {
        Option[] all = [.. filters, _start, _end, _source, _tenant, _request, _trace, _text, _order, _limit, _all, _follow, _format];
        foreach (Option option in all)
        {
            Options.Add(option);
        }

        AddTrailOptions();
    }

    /// <summary>The columns of the kind.</summary>
    protected abstract Columns<TEvent> Columns { get; }

    /// <summary>Makes the question with the filters of this kind alone.</summary>
    protected abstract TQuery ReadOwnFilters(ParseResult parsed);

    /// <summary>Asks for one page.</summary>
    protected abstract Task<Page<TEvent>> AskAsync(IAuditTrail trail, TQuery query, CancellationToken cancellationToken);

    /// <summary>Follows what comes.</summary>
    protected abstract IAsyncEnumerable<Recorded<TEvent>> Follow(RemoteAuditTrail trail, TQuery query, CancellationToken cancellationToken);

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        TQuery query = ReadFilters(parsed);
        bool all = parsed.GetValue(_all);
        bool follows = parsed.GetValue(_follow);
        long limit = parsed.GetValue(_limit) ?? (all ? long.MaxValue : follows ? FirstFollowed : DefaultLimit);
        if (all && parsed.GetValue(_limit) is not null)
        {
            throw new UsageException("--limit and --all contradict each other. Give one of them.");
        }

        if (follows && (all || query.Order == QueryOrder.OldestFirst || parsed.GetValue(_format) == "json"))
        {
            throw new UsageException("--follow shows the newest events and goes on: it takes no --all, no --order asc, and no --format json (ndjson is right).");
        }

        DataOutput output = new(Surroundings);
        IAnswer<TEvent> answer = Answer.Begin(parsed.GetValue(_format) ?? Answer.Formats[0], output, Columns);
        IOpenTrail open = await OpenToAskAsync(parsed, cancellationToken).ConfigureAwait(false);
        await using (open.ConfigureAwait(false))
        {
            if (parsed.GetValue(_follow))
            {
                await FollowAsync(open, query with { Limit = (int)Math.Min(limit, LargestPage) }, answer, output, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await WriteAsync(open, query, limit, answer, output, cancellationToken).ConfigureAwait(false);
            }
        }

        return ExitCode.Done;
    }

    async Task WriteAsync(
        IOpenTrail open, TQuery query, long left, IAnswer<TEvent> answer, DataOutput output, CancellationToken cancellationToken)
    {
        double? lag = null;
        string? cursor = null;
        long shown = 0;
        try
        {
            do
            {
                TQuery next = query with { Cursor = cursor, Limit = (int)Math.Min(left, LargestPage) };
                Page<TEvent> page = await AskAsync(open.Trail, next, cancellationToken).ConfigureAwait(false);
                shown += page.Items.Count;
                answer.Add(page.Items);
                await output.FlushAsync(cancellationToken).ConfigureAwait(false);
                left -= page.Items.Count;
                cursor = page.NextCursor;
                lag = Max(lag, page.LagSeconds);
            }
            while (cursor is not null && left > 0);
        }
        finally
        {
            await TellReadAsync(open, Name, AskedFilters.Of(QueryParameters.Of(query)), shown).ConfigureAwait(false);
        }

        answer.End();
        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        SayLag(lag);
        if (cursor is not null)
        {
            Surroundings.Say("There are more. --all shows them, or a higher --limit.");
        }
    }

    /// <summary>Shows events as they come, until it is interrupted or the server stops.</summary>
    async Task FollowAsync(IOpenTrail open, TQuery query, IAnswer<TEvent> answer, DataOutput output, CancellationToken cancellationToken)
    {
        if (open.Live is not { } live)
        {
            throw new UsageException(
                "--follow shows what others record, and while a command has the folder nobody else can. Start metalog serve on it, or use --server.");
        }

        await foreach (Recorded<TEvent> item in Follow(live, query, cancellationToken).ConfigureAwait(false))
        {
            answer.Add([item]);
            await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    TQuery ReadFilters(ParseResult parsed)
    {
        TQuery query = ReadOwnFilters(parsed) with
        {
            StartTime = parsed.GetValue(_start),
            EndTime = parsed.GetValue(_end),
            Source = parsed.GetRequiredValue(_source),
            TenantId = parsed.GetRequiredValue(_tenant),
            RequestId = parsed.GetRequiredValue(_request),
            TraceId = parsed.GetRequiredValue(_trace),
            Text = parsed.GetRequiredValue(_text),
            Order = parsed.GetValue(_order) == "asc" ? QueryOrder.OldestFirst : QueryOrder.NewestFirst,
        };
        return query.StartTime > query.EndTime ? throw new UsageException("--start-time is after --end-time.") : query;
    }

    static double? Max(double? one, double? other) => one is { } a && other is { } b ? Math.Max(a, b) : one ?? other;
}
