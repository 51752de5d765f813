using System.Globalization;
using MetaLogging.Embedded.Tables;
using MetaLogging.Events;
using MetaLogging.Queries;
using MetaLogging.Stores;

namespace MetaLogging.Embedded.Reading;

/// <summary>
/// Reads events in the order of timestamp and sequence. Memory and disk are asked apart and their answers merged here: over the union of
/// both DuckDB would read every column of every row.
/// </summary>
internal static class EventReader
{
    public static StorePage ReadPage(Snapshot snapshot, StoreQuery query)
    {
        EventTable table = Filters.TableOf(query.Filters);
        Statement Conditions(Statement statement) =>
            statement.Add(" AND sequence < ").Value(query.Before).AddFrom(query.From).AddFilters(query.Filters);
        Statement Rest(Statement statement) => Conditions(statement).AddAfter(query.After, query.Filters.Order);
        List<Recorded<TrailEvent>> items = Read(snapshot, table, Rest, query.Filters.Order, query.Take);
        long? total = query.Filters.IncludeTotal
            ? snapshot.ReadNumber(new Statement("SELECT count(*) FROM ").Add(snapshot.Both(table)).Add(" WHERE TRUE").Add(Conditions))
            : null;
        return new(items, total);
    }

    /// <summary>The first <paramref name="take"/> events in an order that fulfil conditions, which begin with AND.</summary>
    public static List<Recorded<TrailEvent>> Read(
        Snapshot snapshot, EventTable table, Func<Statement, Statement> conditions, QueryOrder order, int take)
    {
        EventRow row = new(table, snapshot.Origin);
        List<Recorded<TrailEvent>> newest = snapshot.Read(
            new Statement($"SELECT {table.ColumnNames} FROM {table.Name} WHERE sequence >= ").Value(snapshot.Moved)
                .Add(conditions).AddOrder(order, take),
            row.Read);
        List<Recorded<TrailEvent>> moved = snapshot.Read(
            new Statement($"SELECT {table.ColumnNames} FROM disk.{table.Name} WHERE TRUE").Add(conditions).AddOrder(order, take),
            row.Read);
        if (newest.Count == 0)
        {
            return moved;
        }

        int direction = order == QueryOrder.NewestFirst ? -1 : 1;
        newest.AddRange(moved);
        newest.Sort((a, b) => direction * (a.TimestampNanoseconds, a.Sequence).CompareTo((b.TimestampNanoseconds, b.Sequence)));
        newest.RemoveRange(Math.Min(take, newest.Count), Math.Max(0, newest.Count - take));
        return newest;
    }

    static Statement AddFrom(this Statement statement, long from) => from == 0 ? statement : statement.Add(" AND sequence >= ").Value(from);

    static Statement AddAfter(this Statement statement, StorePosition? after, QueryOrder order)
    {
        if (after is not { } last)
        {
            return statement;
        }

        // The bound on the timestamp alone stands for itself: it lets whole row groups be passed over.
        return order == QueryOrder.NewestFirst
            ? statement.Add(" AND timestamp <= ").Value(last.TimestampNanoseconds)
                .Add(" AND (timestamp < ").Value(last.TimestampNanoseconds).Add(" OR sequence < ").Value(last.Sequence).Add(")")
            : statement.Add(" AND timestamp >= ").Value(last.TimestampNanoseconds)
                .Add(" AND (timestamp > ").Value(last.TimestampNanoseconds).Add(" OR sequence > ").Value(last.Sequence).Add(")");
    }

    /// <summary>
    /// The limit is written as a number, not bound: DuckDB keeps only the first rows while it reads when it knows how many before it
    /// begins.
    /// </summary>
    static Statement AddOrder(this Statement statement, QueryOrder order, int take) => statement
        .Add(order == QueryOrder.NewestFirst ? " ORDER BY timestamp DESC, sequence DESC LIMIT " : " ORDER BY timestamp, sequence LIMIT ")
        .Add(take.ToString(CultureInfo.InvariantCulture));
}
