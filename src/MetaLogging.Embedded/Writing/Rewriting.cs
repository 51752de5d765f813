using System.Globalization;
using MetaLogging.Embedded.Files;
using MetaLogging.Embedded.Tables;
using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.Journaling;

namespace MetaLogging.Embedded.Writing;

/// <summary>
/// Writes the whole store into a new file, without what an order takes away: a changed or deleted row leaves its old text in a file of
/// DuckDB, so only a new file has none of it.
/// </summary>
internal sealed class Rewriting(Database database, StoreFiles files)
{
    /// <summary>
    /// Ranges are cut at multiples of this, so that a row meets its range by an equal number: a join of ranges alone would sort the whole
    /// table.
    /// </summary>
    const long Bucket = 4096;

    static readonly string InRange = $"sequence // {Bucket} = bucket AND sequence >= first_sequence AND sequence < end_sequence";

    static readonly EntryParts[] SingleParts = [EntryParts.Actor, EntryParts.Client, EntryParts.Subject, EntryParts.Content];

    /// <summary>
    /// Whether a row has anything that the order takes away. A store built from a journal that was erased already has not.
    /// </summary>
    public bool IsNeeded(EraseOrder order)
    {
        WriteRanges(order);
        return EventTable.All.Any(table => new[] { $"disk.{table.Name}", table.Name }.Any(name =>
        {
            string filled = string.Join(" OR ", SingleParts.Where(part => order.Parts.HasFlag(part)).SelectMany(table.ColumnsOf)
                .Select(column => $"{column.Name} IS NOT NULL"));
            return filled.Length > 0 && database.ReadNumber($"""
                SELECT count(*) FROM (
                    SELECT 1 FROM {name} JOIN ranges ON {InRange}
                    WHERE {filled} LIMIT 1)
                """) > 0;
        }));
    }

    /// <inheritdoc cref="IsNeeded(EraseOrder)"/>
    public bool IsNeeded(DropOrder order) =>
        EventTable.All.Any(table => new[] { $"disk.{table.Name}", table.Name }.Any(name =>
            database.ReadNumber(string.Create(CultureInfo.InvariantCulture,
                $"SELECT count(*) FROM (SELECT 1 FROM {name} WHERE sequence < {order.Before} LIMIT 1)")) > 0));

    /// <summary>
    /// Writes the new file, rows in memory included, with the position <paramref name="next"/>; afterwards it is whole, and DuckDB has let
    /// go of it.
    /// </summary>
    public void Write(LogOrder order, long next)
    {
        if (order is EraseOrder erase)
        {
            WriteRanges(erase);
        }

        files.DeleteAnew();
        database.Attach(files.Anew, "anew");
        try
        {
            StoreFiles.RestrictToOwner(files.Anew);
            database.CreateTables("anew");
            database.InTransaction(() => Copy(order, next));
            database.Execute("CHECKPOINT anew");
        }
        catch
        {
            database.Execute("DETACH anew");
            files.DeleteAnew();
            throw;
        }

        database.Execute("DETACH anew");
    }

    void Copy(LogOrder order, long next)
    {
        foreach (EventTable table in EventTable.All)
        {
            foreach (string name in new[] { $"disk.{table.Name}", table.Name })
            {
                database.Execute(order switch
                {
                    EraseOrder erase => new($"""
                        INSERT INTO anew.{table.Name} SELECT {Blanked(table, erase.Parts)}
                        FROM {name} LEFT JOIN ranges ON {InRange}
                        """),
                    DropOrder drop =>
                        new Statement($"INSERT INTO anew.{table.Name} SELECT * FROM {name} WHERE sequence >= ").Value(drop.Before),
                    _ => throw new ArgumentException("This order takes nothing away.", nameof(order)),
                });
            }
        }

        database.Execute("INSERT INTO anew.store SELECT * FROM disk.store");
        database.Execute("INSERT INTO anew.set_aside SELECT * FROM disk.set_aside UNION ALL SELECT * FROM set_aside");
        database.Execute(new Statement("UPDATE anew.position SET next_sequence = ").Value(next));
    }

    /// <summary>
    /// The columns of a table with those of the parts null in the ranges. The bit of a part is set where it had anything: a part that was
    /// empty is absent from an erased entry, too.
    /// </summary>
    static string Blanked(EventTable table, EntryParts parts) => string.Join(", ", table.Columns.Select(column =>
    {
        if (column.Name == "erased")
        {
            IEnumerable<string> bits = SingleParts.Where(part => parts.HasFlag(part) && table.ColumnsOf(part).Any()).Select(part =>
            {
                string filled = string.Join(" OR ", table.ColumnsOf(part).Select(of => $"{of.Name} IS NOT NULL"));
                return $"CASE WHEN bucket IS NOT NULL AND ({filled}) THEN {(int)part} ELSE 0 END";
            });
            return $"(erased | {string.Join(" | ", bits.Append("0"))})::UTINYINT AS erased";
        }

        return column.Part != EntryParts.None && parts.HasFlag(column.Part)
            ? $"CASE WHEN bucket IS NULL THEN {column.Name} END AS {column.Name}"
            : column.Name;
    }));

    void WriteRanges(EraseOrder order)
    {
        database.Execute("CREATE OR REPLACE TEMP TABLE ranges (bucket BIGINT, first_sequence BIGINT, end_sequence BIGINT)");
        foreach (SequenceRange[] some in Cut(order.Ranges).Chunk(1000))
        {
            database.Execute($"INSERT INTO ranges VALUES {string.Join(", ", some.Select(range =>
                string.Create(CultureInfo.InvariantCulture, $"({range.From / Bucket}, {range.From}, {range.To})")))}");
        }
    }

    static IEnumerable<SequenceRange> Cut(IReadOnlyList<SequenceRange> ranges)
    {
        foreach (SequenceRange range in Apart(ranges))
        {
            for (long from = range.From; from < range.To;)
            {
                long to = Math.Min(range.To, ((from / Bucket) + 1) * Bucket);
                yield return new(from, to);
                from = to;
            }
        }
    }

    /// <summary>A row that met two ranges would be written twice, so ranges that overlap become one.</summary>
    static List<SequenceRange> Apart(IReadOnlyList<SequenceRange> ranges)
    {
        List<SequenceRange> apart = [];
        foreach (SequenceRange range in ranges.OrderBy(range => range.From))
        {
            if (apart is [.., var last] && range.From <= last.To)
            {
                apart[^1] = new(last.From, Math.Max(last.To, range.To));
            }
            else
            {
                apart.Add(range);
            }
        }

        return apart;
    }
}
