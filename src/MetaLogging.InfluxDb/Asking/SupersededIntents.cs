using MetaLogging.InfluxDb.Http;
using MetaLogging.InfluxDb.Points;
using MetaLogging.Queries;

namespace MetaLogging.InfluxDb.Asking;

/// <summary>Finds the intents of a range that have their outcome, wherever in time that one lies: numbers don't count them.</summary>
internal static class SupersededIntents
{
    /// <summary>So many operations can be asked for by name; of more, all outcomes are read.</summary>
    const int MostNamed = 200;

    static PointTable Table => PointTable.AuditEvents;

    /// <summary>All fields of each, in the order of the table.</summary>
    /// <param name="database">The database.</param>
    /// <param name="counted">The audit events of the range that count otherwise.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public static async Task<IReadOnlyList<PointRow>> FindAsync(IInfluxDatabase database, PointQuestion counted, CancellationToken cancellationToken)
    {
        int tenant = Table.IndexOf("tenant_id");
        int operation = Table.IndexOf("operation_id");
        List<PointRow> intents = [];
        PointQuestion asked = counted.And(new Condition.Is(Table["phase"], "intent"));
        await foreach (PointRow row in database.ReadAsync(asked, Table.Fields, QueryOrder.OldestFirst, long.MaxValue, cancellationToken).ConfigureAwait(false))
        {
            if (row.Values[operation] is string { Length: > 0 })
            {
                intents.Add(row);
            }
        }

        if (intents.Count == 0)
        {
            return intents;
        }

        string[] operations = [.. intents.Select(intent => (string)intent.Values[operation]!).Distinct()];
        PointQuestion outcomes = new(counted.Table, counted.Origins, 0, long.MaxValue, [new Condition.Is(Table["phase"], "outcome")]);
        if (operations.Length <= MostNamed)
        {
            outcomes = outcomes.And(new Condition.Any([.. operations.Select(id => new Condition.Is(Table["operation_id"], id))]));
        }

        HashSet<(string?, string)> done = [];
        PointField[] fields = [Table["tenant_id"], Table["operation_id"]];
        await foreach (PointRow row in database.ReadAsync(outcomes, fields, QueryOrder.OldestFirst, long.MaxValue, cancellationToken).ConfigureAwait(false))
        {
            if (row.Values[1] is string { Length: > 0 } id)
            {
                done.Add((Tenant(row.Values[0]), id));
            }
        }

        return [.. intents.Where(intent => done.Contains((Tenant(intent.Values[tenant]), (string)intent.Values[operation]!)))];
    }

    static string? Tenant(object? value) => value is string { Length: > 0 } name ? name : null;
}
