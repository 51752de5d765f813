using MetaLogging.Stores;

namespace MetaLogging.Embedded.Reading;

/// <summary>Reads what was set aside; neighbours with the same reason are one range.</summary>
internal static class SetAsideReader
{
    public static IReadOnlyList<SetAside> Read(Snapshot snapshot)
    {
        List<SetAside> ranges = [];
        Statement statement = new Statement("""
            SELECT first_sequence, end_sequence, reason
            FROM (SELECT * FROM disk.set_aside UNION ALL SELECT * FROM set_aside WHERE first_sequence >= 
            """).Value(snapshot.Moved).Add(") ORDER BY first_sequence");
        foreach (SetAside range in snapshot.Read(statement, row => new SetAside(row.GetInt64(0), row.GetInt64(1), row.GetString(2))))
        {
            if (ranges is [.., var last] && last.EndSequence == range.FirstSequence && last.Reason == range.Reason)
            {
                ranges[^1] = last with { EndSequence = range.EndSequence };
            }
            else
            {
                ranges.Add(range);
            }
        }

        return ranges;
    }
}
