using MetaLogging.Events;
using MetaLogging.InfluxDb.Http;
using MetaLogging.InfluxDb.Points;
using MetaLogging.Queries;
using MetaLogging.Stores;

namespace MetaLogging.InfluxDb.Asking;

/// <summary>
/// Reads the first points of a question in windows that grow: InfluxDB looks at all points of a range before it answers the newest of them, so
/// it is asked for the last hour first, then for the day before it, and so on, and where there is nothing the windows go on at the next point.
/// </summary>
internal sealed class PageReader(IInfluxDatabase database, string origin)
{
    static readonly long[] Windows =
    [
        Length(TimeSpan.FromHours(1)), Length(TimeSpan.FromDays(1)), Length(TimeSpan.FromDays(7)), Length(TimeSpan.FromDays(28)),
        Length(TimeSpan.FromDays(365)), long.MaxValue,
    ];

    /// <summary>The first events in an order that are before a sequence.</summary>
    public async Task<List<Recorded<TrailEvent>>> ReadAsync(
        PointQuestion question, QueryOrder order, long before, int take, CancellationToken cancellationToken)
    {
        PointReading reading = new(question.Table, origin);
        List<Recorded<TrailEvent>> items = [];
        bool isNewestFirst = order == QueryOrder.NewestFirst;
        PointQuestion rest = question;
        PointQuestion ends = question with { Conditions = [] };
        for (int window = 0; items.Count < take && rest.Start < rest.End;)
        {
            if (window < Windows.Length - 1)
            {
                if (await database.FindEndAsync(ends with { Start = rest.Start, End = rest.End }, order, cancellationToken).ConfigureAwait(false) is not { } end)
                {
                    break;
                }

                rest = isNewestFirst ? rest with { End = end + 1 } : rest with { Start = end };
            }

            PointQuestion part = isNewestFirst
                ? rest with { Start = rest.End - rest.Start > Windows[window] ? rest.End - Windows[window] : rest.Start }
                : rest with { End = rest.End - rest.Start > Windows[window] ? rest.Start + Windows[window] : rest.End };
            int wanted = take - items.Count;
            int found = 0;
            long last = 0;
            await foreach (PointRow row in database.ReadAsync(part, question.Table.Fields, order, wanted, cancellationToken).ConfigureAwait(false))
            {
                found++;
                last = row.Time;
                Recorded<TrailEvent> item = reading.Read(row);
                if (item.Sequence < before)
                {
                    items.Add(item);
                }
            }

            bool isCutOff = found == wanted;
            rest = isNewestFirst
                ? rest with { End = isCutOff ? last : part.Start }
                : rest with { Start = isCutOff ? last + 1 : part.End };
            window += isCutOff ? 0 : 1;
            window = Math.Min(window, Windows.Length - 1);
        }

        return items;
    }

    static long Length(TimeSpan time) => time.Ticks * 100;
}
