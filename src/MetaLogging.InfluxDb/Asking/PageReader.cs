using MetaLogging.Events;
using MetaLogging.InfluxDb.Http;
using MetaLogging.InfluxDb.Points;
using MetaLogging.Queries;

namespace MetaLogging.InfluxDb.Asking;

/// <summary>
/// Reads the first events of a question. InfluxDB reads all columns that are asked for of all points of a range before it knows which of
/// them it answers, so points are found first by as few columns as will do, in windows of time that grow; then the places where they are, and
/// nothing between, are read with all columns.
/// </summary>
internal sealed class PageReader(IInfluxDatabase database, string origin)
{
    /// <summary>The most places that are read apart from each other.</summary>
    const int MostPlaces = 50;

    /// <summary>What lies so near to each other is read together.</summary>
    static readonly long Near = Length(TimeSpan.FromMinutes(10));

    static readonly long[] Windows =
    [
        Length(TimeSpan.FromHours(1)), Length(TimeSpan.FromDays(1)), Length(TimeSpan.FromDays(7)), Length(TimeSpan.FromDays(28)),
        Length(TimeSpan.FromDays(365)), long.MaxValue,
    ];

    /// <summary>The first events in an order that are before a sequence.</summary>
    public async Task<List<Recorded<TrailEvent>>> ReadAsync(
        PointQuestion question, QueryOrder order, long before, int take, CancellationToken cancellationToken)
    {
        List<long> times = await FindAsync(question, order, before, take, cancellationToken).ConfigureAwait(false);
        HashSet<long> wanted = [.. times];
        PointReading reading = new(question.Table, origin);
        List<Recorded<TrailEvent>> items = [];
        foreach ((long first, long last) in Places(times))
        {
            PointQuestion place = question with { Start = Math.Min(first, last), End = Math.Max(first, last) + 1 };
            await foreach (PointRow row in database.ReadAsync(place, question.Table.Fields, order, long.MaxValue, cancellationToken).ConfigureAwait(false))
            {
                if (wanted.Contains(row.Time))
                {
                    items.Add(reading.Read(row));
                }
            }
        }

        return items;
    }

    /// <summary>The times of the first points.</summary>
    async Task<List<long>> FindAsync(PointQuestion question, QueryOrder order, long before, int take, CancellationToken cancellationToken)
    {
        PointField[] sequence = [question.Table[PointTable.Sequence]];
        List<long> times = [];
        bool isNewestFirst = order == QueryOrder.NewestFirst;
        PointQuestion rest = question;
        PointQuestion ends = question with { Conditions = [] };
        for (int window = 0; times.Count < take && rest.Start < rest.End;)
        {
            if (window < Windows.Length - 1)
            {
                // Where there is nothing, the window goes on at the next point.
                if (await database.FindEndAsync(ends with { Start = rest.Start, End = rest.End }, order, cancellationToken).ConfigureAwait(false) is not { } end)
                {
                    break;
                }

                rest = isNewestFirst ? rest with { End = end + 1 } : rest with { Start = end };
            }

            PointQuestion part = rest.End - rest.Start <= Windows[window] ? rest
                : isNewestFirst ? rest with { Start = rest.End - Windows[window] }
                : rest with { End = rest.Start + Windows[window] };
            int asked = take - times.Count;
            int found = 0;
            long last = 0;
            await foreach (PointRow row in database.ReadAsync(part, sequence, order, asked, cancellationToken).ConfigureAwait(false))
            {
                found++;
                last = row.Time;
                if ((long)row.Values[0]! < before)
                {
                    times.Add(row.Time);
                }
            }

            bool isCutOff = found == asked;
            rest = isNewestFirst
                ? rest with { End = isCutOff ? last : part.Start }
                : rest with { Start = isCutOff ? last + 1 : part.End };
            window = isCutOff ? window : Math.Min(window + 1, Windows.Length - 1);
        }

        return times;
    }

    /// <summary>The times in their order, cut at the widest gaps.</summary>
    static IEnumerable<(long First, long Last)> Places(List<long> times)
    {
        long[] gaps = [.. times.Zip(times.Skip(1), (one, next) => Math.Abs(next - one)).Where(gap => gap > Near).OrderDescending()];
        long widest = gaps.Length < MostPlaces ? Near : gaps[MostPlaces - 1];
        for (int i = 0; i < times.Count;)
        {
            int from = i;
            for (i++; i < times.Count && Math.Abs(times[i] - times[i - 1]) <= widest; i++)
            {
            }

            yield return (times[from], times[i - 1]);
        }
    }

    static long Length(TimeSpan time) => time.Ticks * 100;
}
