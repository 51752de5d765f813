using MetaLogging.Events;
using MetaLogging.InfluxDb.Http;
using MetaLogging.InfluxDb.Points;
using MetaLogging.InfluxDb.Writing;
using MetaLogging.Queries;
using MetaLogging.Stores;

namespace MetaLogging.InfluxDb.Asking;

/// <summary>Answers the pages of queries.</summary>
internal sealed class StoreQuestions(IInfluxDatabase database, RecentTimes times)
{
    /// <param name="query">The question.</param>
    /// <param name="origin">The journal.</param>
    /// <param name="next">The sequence that the store wants next.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task<StorePage> ReadPageAsync(StoreQuery query, string origin, long next, CancellationToken cancellationToken)
    {
        PointTable table = QueryConditions.TableOf(query.Filters);
        List<Condition> conditions = QueryConditions.Of(query.Filters);
        Condition before = new Condition.Below(table[PointTable.Sequence], query.Before);
        if (query.From > 0)
        {
            conditions.Add(new Condition.AtLeast(table[PointTable.Sequence], query.From));
        }

        PointQuestion all = RangeOfQuestion.Of(
            table, PointTime.Origins(origin, next), Nanoseconds(query.Filters.StartTime), Nanoseconds(query.Filters.EndTime), conditions);
        if (query.From > 0 && times.Since(query.From) is { } recent)
        {
            all = all with { Start = Math.Max(all.Start, recent.Earliest), End = Math.Min(all.End, recent.Latest + UnixTime.NanosecondsPerSecond) };
        }

        PointQuestion page = next > query.Before ? all.And(before) : all;
        if (query.After is { } after)
        {
            long last = PointTime.Of(after.TimestampNanoseconds, after.Sequence);
            page = query.Filters.Order == QueryOrder.NewestFirst
                ? page with { End = Math.Min(page.End, last) }
                : page with { Start = Math.Max(page.Start, last + 1) };
        }

        List<Recorded<TrailEvent>> items = query.From >= query.Before
            ? []
            : await new PageReader(database, origin).ReadAsync(page, query.Filters.Order, query.Before, query.Take, cancellationToken).ConfigureAwait(false);
        long? total = query.Filters.IncludeTotal ? await database.CountAsync(all.And(before), cancellationToken).ConfigureAwait(false) : null;
        return new(items, total);
    }

    static long? Nanoseconds(DateTimeOffset? time) => time is { } known ? UnixTime.FromDateTimeOffset(known) : null;
}
