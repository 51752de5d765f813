using System.Text;
using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.InfluxDb.Asking;
using MetaLogging.InfluxDb.Http;
using MetaLogging.InfluxDb.Points;
using MetaLogging.Journaling;
using MetaLogging.Queries;
using MetaLogging.Stores;

namespace MetaLogging.InfluxDb.Writing;

/// <summary>Carries out the journal's orders on the points that are there. Carried out again it finds nothing to do.</summary>
internal sealed class Erasing(IInfluxDatabase database, PointSender sender, string origin, int batchSize)
{
    /// <summary>So many entries are looked for at once: a bound on memory and on the time of one question.</summary>
    const long Slice = 1_000_000;

    static readonly EntryParts[] EachPart = [EntryParts.Actor, EntryParts.Client, EntryParts.Subject, EntryParts.Content];

    static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Blanks the parts of the entries that have something in them: their points are written again, with all fields of the parts empty.</summary>
    /// <returns>How many points were blanked.</returns>
    public async Task<long> EraseAsync(EraseOrder order, CancellationToken cancellationToken)
    {
        long blanked = 0;
        foreach (SequenceRange slice in Slices(order.Ranges))
        {
            foreach (PointTable table in PointTable.All)
            {
                blanked += await EraseAsync(table, slice, order, cancellationToken).ConfigureAwait(false);
            }
        }

        return blanked;
    }

    /// <summary>Deletes the points of the entries before a sequence.</summary>
    /// <returns>How many points were deleted.</returns>
    public async Task<long> DropAsync(DropOrder order, CancellationToken cancellationToken)
    {
        long dropped = 0;
        foreach (string one in PointTime.Origins(origin, order.Before))
        {
            foreach (PointTable table in PointTable.All)
            {
                dropped += await DropAsync(new PointQuestion(table, [one], 0, long.MaxValue, []), order.Before, cancellationToken).ConfigureAwait(false);
            }
        }

        return dropped;
    }

    async Task<long> EraseAsync(PointTable table, SequenceRange slice, EraseOrder order, CancellationToken cancellationToken)
    {
        Dictionary<long, (PointRow Row, EntryParts Parts)> points = [];
        foreach (EntryParts part in EachPart.Where(part => order.Parts.HasFlag(part) && table.FieldsOf(part).Any()))
        {
            await FindAsync(table, slice, order, part, points, cancellationToken).ConfigureAwait(false);
        }

        PointBatch batch = new();
        foreach ((PointRow row, EntryParts parts) in points.Values)
        {
            WriteBlanked(table, row, parts, batch);
            if (batch.Count >= batchSize)
            {
                await SendAsync(batch, cancellationToken).ConfigureAwait(false);
            }
        }

        await SendAsync(batch, cancellationToken).ConfigureAwait(false);
        return points.Count;
    }

    /// <summary>Finds the points with something in a part that is not erased yet. One that has nothing there is not marked, as in the journal.</summary>
    async Task FindAsync(
        PointTable table, SequenceRange slice, EraseOrder order, EntryParts part, Dictionary<long, (PointRow Row, EntryParts Parts)> points,
        CancellationToken cancellationToken)
    {
        PointField[] fields = [table[PointTable.Sequence], table[PointTable.Erased], table[PointTable.Empty], .. table.Fields.Where(field => field.IsTag)];
        PointQuestion question = new(
            table, PointTime.Origins(origin, slice.To), 0, long.MaxValue,
            [
                new Condition.AtLeast(table[PointTable.Sequence], slice.From), new Condition.Below(table[PointTable.Sequence], slice.To),
                new Condition.Any([.. table.FieldsOf(part).Select(field => new Condition.StartsWith(field, ""))]),
            ]);
        await foreach (PointRow row in database.ReadAsync(question, fields, QueryOrder.OldestFirst, long.MaxValue, cancellationToken).ConfigureAwait(false))
        {
            long sequence = (long)row.Values[0]!;
            bool isErased = ErasedText.Parse(row.Values[1] as string).HasFlag(part);
            if (!isErased && order.Ranges.Any(range => sequence >= range.From && sequence < range.To))
            {
                EntryParts others = points.TryGetValue(sequence, out (PointRow Row, EntryParts Parts) found) ? found.Parts : EntryParts.None;
                points[sequence] = (row, others | part);
            }
        }
    }

    void WriteBlanked(PointTable table, PointRow row, EntryParts parts, PointBatch batch)
    {
        long sequence = (long)row.Values[0]!;
        EntryParts erased = ErasedText.Parse(row.Values[1] as string) | parts;
        LineBuffer line = batch.Lines;
        line.Raw(Encoding.UTF8.GetBytes(table.Name));
        if (row.Values is [.., string tag] && table.Fields.FirstOrDefault(field => field.IsTag) is { } tagged)
        {
            line.Raw(Encoding.UTF8.GetBytes($",{tagged.Name}="));
            line.Tag(Encoding.UTF8.GetBytes(tag));
        }

        line.Raw(",origin="u8);
        line.Tag(Encoding.UTF8.GetBytes(PointTime.Origin(origin, sequence)));
        line.Raw(" sequence="u8);
        line.Integer(sequence);
        EntryPoint.WriteErased(table, erased, StillEmpty(table, row.Values[2] as string, erased), line);
        line.Byte((byte)' ');
        line.Time(row.Time);
        batch.EndPoint(sequence);
    }

    /// <summary>The names of empty texts, without those of erased parts: what was empty is not to be known of them either.</summary>
    static string StillEmpty(PointTable table, string? empty, EntryParts erased) => string.Concat(
        (empty ?? "").Split('|', StringSplitOptions.RemoveEmptyEntries).Where(name => (table[name].Part & erased) == 0).Select(name => name + "|"));

    async Task SendAsync(PointBatch batch, CancellationToken cancellationToken)
    {
        if (batch.Count == 0)
        {
            return;
        }

        IReadOnlyList<SetAside> refused = await sender.SendAsync(batch, cancellationToken).ConfigureAwait(false);
        batch.Clear();
        if (refused.Count > 0)
        {
            throw new StoreException($"{database.Server} does not let the point of entry {refused[0].FirstSequence} be blanked. {refused[0].Reason}");
        }
    }

    /// <summary>
    /// Points are deleted by tags and times, and not by a field. Days of which all points go are deleted whole; in others the runs between the
    /// points that stay.
    /// </summary>
    async Task<long> DropAsync(PointQuestion all, long before, CancellationToken cancellationToken)
    {
        Condition goes = new Condition.Below(all.Table[PointTable.Sequence], before);
        if (await CutToPointsAsync(all, cancellationToken).ConfigureAwait(false) is not { } there)
        {
            return 0;
        }

        Dictionary<long, long> points = (await database.CountByTimeAsync(there, Day, cancellationToken).ConfigureAwait(false)).ToDictionary(day => day.Slot, day => day.Points);
        long dropped = 0;
        long length = Day.Ticks * 100;
        foreach ((long day, long going) in await database.CountByTimeAsync(there.And(goes), Day, cancellationToken).ConfigureAwait(false))
        {
            long start = Math.Max(there.Start, day * length);
            long end = Math.Min(there.End, (day + 1) * length);
            if (going == points[day])
            {
                await DeleteAsync(all, start, end - 1, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await DeleteRunsAsync(all with { Start = start, End = end }, before, cancellationToken).ConfigureAwait(false);
            }

            dropped += going;
        }

        return dropped;
    }

    async Task DeleteRunsAsync(PointQuestion day, long before, CancellationToken cancellationToken)
    {
        PointField[] sequence = [day.Table[PointTable.Sequence]];
        List<(long First, long Last)> runs = [];
        bool isInRun = false;
        await foreach (PointRow row in database.ReadAsync(day, sequence, QueryOrder.OldestFirst, long.MaxValue, cancellationToken).ConfigureAwait(false))
        {
            bool goes = (long)row.Values[0]! < before;
            if (goes && isInRun)
            {
                runs[^1] = (runs[^1].First, row.Time);
            }
            else if (goes)
            {
                runs.Add((row.Time, row.Time));
            }

            isInRun = goes;
        }

        foreach ((long first, long last) in runs)
        {
            await DeleteAsync(day, first, last, cancellationToken).ConfigureAwait(false);
        }
    }

    Task DeleteAsync(PointQuestion question, long first, long last, CancellationToken cancellationToken) =>
        database.DeleteAsync(question.Table.Name, question.Origins[0], first, last, cancellationToken);

    async Task<PointQuestion?> CutToPointsAsync(PointQuestion question, CancellationToken cancellationToken)
    {
        long? newest = await database.FindEndAsync(question, QueryOrder.NewestFirst, cancellationToken).ConfigureAwait(false);
        long? oldest = await database.FindEndAsync(question, QueryOrder.OldestFirst, cancellationToken).ConfigureAwait(false);
        return newest is { } last && oldest is { } first ? question with { Start = first, End = last + 1 } : null;
    }

    /// <summary>Ranges that lie near each other are looked for together, and long ones piece by piece.</summary>
    static IEnumerable<SequenceRange> Slices(IReadOnlyList<SequenceRange> ranges)
    {
        SequenceRange? open = null;
        foreach (SequenceRange range in ranges)
        {
            for (long from = range.From; from < range.To; from += Slice)
            {
                SequenceRange piece = new(from, Math.Min(range.To, from + Slice));
                if (open is { } begun && piece.To - begun.From <= Slice)
                {
                    open = begun with { To = piece.To };
                    continue;
                }

                if (open is { } whole)
                {
                    yield return whole;
                }

                open = piece;
            }
        }

        if (open is { } last)
        {
            yield return last;
        }
    }
}
