using MetaLogging.Configuration;
using MetaLogging.Events;
using MetaLogging.Journaling;
using MetaLogging.Numbers;
using MetaLogging.Projections;
using MetaLogging.Stores;

namespace MetaLogging.Queries;

/// <summary>
/// Asks the store that answers queries, after it has caught up with everything acknowledged before; where it can't within the time bound, the answer says by how much it lags.
/// </summary>
internal sealed class QueryRunner(Journal journal, Projection? projection, MetaLoggingOptions options, TimeProvider time)
{
    const int MostAtOnce = 5000;

    /// <exception cref="InvalidQueryException">The query is wrong.</exception>
    /// <exception cref="StoreException">The store could not be asked.</exception>
    public async Task<Page<T>> QueryAsync<T>(EventQuery query, CancellationToken cancellationToken)
        where T : TrailEvent
    {
        EventQuery normal = QueryCheck.Normalise(query);
        QueryCursor? cursor = normal.Cursor is null ? null : QueryCursor.Parse(normal.Cursor, normal);
        long next = journal.NextSequence;
        (IEventStore store, double? lag) = await ReadyAsync(next, cancellationToken).ConfigureAwait(false);
        long before = cursor?.Before ?? next;
        var question = new StoreQuery(normal, normal.Limit + 1, cursor?.After, before);
        StorePage answer = await store.QueryAsync(question, cancellationToken).ConfigureAwait(false);
        bool hasMore = answer.Items.Count > normal.Limit;
        Recorded<T>[] items = [.. answer.Items.Take(normal.Limit).Select(item => item.As<T>())];
        return new Page<T>
        {
            Items = items,
            NextCursor = hasMore ? new QueryCursor(new(items[^1].TimestampNanoseconds, items[^1].Sequence), before).ToText(normal) : null,
            Total = answer.Total,
            LagSeconds = lag,
        };
    }

    /// <summary>Asks for what came from a sequence on; the query's order, limit and cursor are not looked at.</summary>
    /// <exception cref="InvalidQueryException">The query is wrong.</exception>
    /// <exception cref="StoreException">The store could not be asked.</exception>
    public async Task<NewEvents<T>> QueryNewAsync<T>(EventQuery query, long from, CancellationToken cancellationToken)
        where T : TrailEvent
    {
        EventQuery normal = QueryCheck.Normalise(query);
        long next = journal.NextSequence;   // what comes while the store catches up with it may not be there yet
        (IEventStore store, double? lag) = await ReadyAsync(next, cancellationToken).ConfigureAwait(false);
        if (lag is not null)
        {
            throw new StoreException($"{store.Title} is behind. Ask again in a moment.") { IsTransient = true };
        }

        // So many sequences at a time can't have more events than one question may take.
        long before = Math.Min(next, from + MostAtOnce);
        var question = new StoreQuery(normal, MostAtOnce, null, before) { From = from };
        StorePage answer = await store.QueryAsync(question, cancellationToken).ConfigureAwait(false);
        return new([.. answer.Items.Select(item => item.As<T>()).OrderBy(item => item.Sequence)], before);
    }

    /// <exception cref="StoreException">The store could not be asked.</exception>
    public async Task<PrivacyReport> ReportPrivacyAsync(ReportScope scope, CancellationToken cancellationToken)
    {
        if (scope.Range.Start > scope.Range.End)
        {
            throw new InvalidQueryException("start_time", "is after end_time");
        }

        (IEventStore store, double? lag) = await ReadyAsync(journal.NextSequence, cancellationToken).ConfigureAwait(false);
        PrivacyReport report = await store.ReportPrivacyAsync(scope, cancellationToken).ConfigureAwait(false);
        return report with { LagSeconds = lag };
    }

    public async Task<AuditSummary> SummarizeAsync(double hours, string? tenantId, CancellationToken cancellationToken)
    {
        if (!(hours is > 0 and <= 1e6))
        {
            throw new InvalidQueryException("hours", "is outside 0 (exclusive) to 1000000");
        }

        try
        {
            var range = TimeRange.Last(TimeSpan.FromHours(hours), time);
            (IEventStore store, double? lag) = await ReadyAsync(journal.NextSequence, cancellationToken).ConfigureAwait(false);
            EventCounts counts = await store.CountAsync(range, tenantId, cancellationToken).ConfigureAwait(false);
            return new AuditSummary(hours, counts, $"{store.Title} available") { LagSeconds = lag };
        }
        catch (StoreException e)
        {
            return new AuditSummary(hours, null, e.Message);
        }
    }

    /// <summary>Waits until the store has all that is acknowledged now, and answers by how much it lags; null: not at all.</summary>
    /// <exception cref="StoreException">The store is not well.</exception>
    public async Task<double?> CatchUpAsync(CancellationToken cancellationToken) =>
        (await ReadyAsync(journal.NextSequence, cancellationToken).ConfigureAwait(false)).LagSeconds;

    /// <summary>The store, when it has all entries before a sequence, or else by how much it lags.</summary>
    async Task<(IEventStore Store, double? LagSeconds)> ReadyAsync(long target, CancellationToken cancellationToken)
    {
        if (projection is null)
        {
            throw new StoreException("No store is configured that answers queries. Add one: AddEmbeddedStore(), or AddInfluxDb() with the setting of its host.");
        }

        return await projection.CatchUpAsync(target, options.ReadTimeBound, cancellationToken).ConfigureAwait(false)
            ? (projection.Store, null)
            : (projection.Store, await LagAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The age of the oldest entry that the store lacks.</summary>
    async Task<double> LagAsync(CancellationToken cancellationToken)
    {
        long position = projection!.Position;
        if (position < 0)
        {
            throw new StoreException($"{projection.Store.Title} is not open yet. Try again in a moment.") { IsTransient = true };
        }

        if (position >= journal.NextSequence)
        {
            return 0;
        }

        JournalEntry entry = await journal.ReadEntryAsync(position, cancellationToken).ConfigureAwait(false);
        var view = new Entries.EntryView();
        view.Read(entry);
        long now = UnixTime.FromDateTimeOffset(time.GetUtcNow());
        return Math.Max(0, (now - view.RecordedAtNanoseconds) / (double)UnixTime.NanosecondsPerSecond);
    }
}
