using DuckDB.NET.Data;
using MetaLogging.Embedded.Tables;
using MetaLogging.Stores;

namespace MetaLogging.Embedded.Verifying;

/// <summary>What a file holds beside the events: its tables, whose it is, how far it came, and what it set aside.</summary>
internal sealed class StoreContents
{
    const string Objects = """
        SELECT 'table' AS kind, schema_name, table_name AS name, sql FROM duckdb_tables() WHERE database_name = 'disk' AND NOT internal
        UNION ALL
        SELECT 'view', schema_name, view_name, '' FROM duckdb_views() WHERE database_name = 'disk' AND NOT internal
        UNION ALL
        SELECT 'index', schema_name, index_name, '' FROM duckdb_indexes() WHERE database_name = 'disk'
        UNION ALL
        SELECT 'sequence', schema_name, sequence_name, '' FROM duckdb_sequences() WHERE database_name = 'disk'
        UNION ALL
        SELECT 'function', schema_name, function_name, '' FROM duckdb_functions() WHERE database_name = 'disk' AND NOT internal
        UNION ALL
        SELECT 'type', schema_name, type_name, '' FROM duckdb_types() WHERE database_name = 'disk' AND NOT internal
        UNION ALL
        SELECT 'schema', schema_name, schema_name, '' FROM duckdb_schemas() WHERE database_name = 'disk' AND NOT internal
        """;

    readonly ReadOnlyDatabase _database;
    readonly DifferenceList _differences;
    readonly HashSet<string> _whole = [];

    StoreContents(ReadOnlyDatabase database, DifferenceList differences) => (_database, _differences) = (database, differences);

    /// <summary>The sequence that the store wants next; null where that can't be known.</summary>
    public long? Position { get; private set; }

    /// <summary>Whether the file is of this program and of the journal, so that its rows can be compared.</summary>
    public bool IsComparable { get; private set; }

    public IReadOnlyList<SetAside> SetAside { get; private set; } = [];

    /// <summary>Whether a table has exactly the columns that it should have.</summary>
    public bool HasTable(EventTable table) => _whole.Contains(table.Name);

    /// <summary>Reads all of it and tells what is not as it should be.</summary>
    public static StoreContents Read(ReadOnlyDatabase database, string origin, long next, DifferenceList differences)
    {
        StoreContents contents = new(database, differences);
        contents.Try(null, contents.ReadTables);
        contents.Try("store", () => contents.ReadStore(origin));
        contents.Try("position", () => contents.ReadPosition(next));
        contents.Try("set_aside", contents.ReadSetAside);
        contents.IsComparable &= contents.Position is not null;
        return contents;
    }

    /// <summary>Tables are compared as DuckDB writes them down, with types, collations and defaults.</summary>
    void ReadTables()
    {
        string[] definitions = [.. EventTable.All.Select(table => table.Definition), .. Database.OtherTables];
        foreach (string definition in definitions)
        {
            _database.Execute($"CREATE TABLE memory.{definition}");
        }

        Dictionary<string, string> expected = _database
            .Read(new("SELECT table_name, sql FROM duckdb_tables() WHERE database_name = 'memory'"), row => (row.GetString(0), row.GetString(1)))
            .ToDictionary(table => table.Item1, table => table.Item2);
        foreach ((string kind, string schema, string name, string sql) in _database.Read(new(Objects), ReadObject))
        {
            if (kind == "table" && schema == "main" && expected.TryGetValue(name, out string? own) && own == sql)
            {
                _whole.Add(name);
            }
            else if (!expected.ContainsKey(name))
            {
                _differences.Add(null, null, null, $"it holds a foreign {kind}");
            }
        }

        foreach (string name in expected.Keys.Where(name => !_whole.Contains(name)).Order(StringComparer.Ordinal))
        {
            _differences.Add(null, name, null, "the table is missing, or has other columns");
        }
    }

    void ReadStore(string origin)
    {
        List<(long? Format, string? Origin)> rows =
            _database.Read(new("SELECT format, origin FROM disk.store"), row => (Number(row, 0), Text(row, 1)));
        if (rows.Count == 0)
        {
            // A store that was made and not yet filled names no journal.
            IsComparable = _database.Read(new("SELECT next_sequence FROM disk.position"), row => Number(row, 0)) is [0];
            TellUnless(IsComparable, "store", null, "the row that names the journal is missing");
            return;
        }

        TellUnless(rows.Count == 1, "store", null, "it has more than one row");
        TellUnless(rows[0].Format == Database.Format, "store", "format", "it is of a format that this program does not know");
        TellUnless(rows[0].Origin == origin, "store", "origin", "the store was built from another journal");
        IsComparable = rows.Count == 1 && rows[0] == (Database.Format, origin);
    }

    void ReadPosition(long next)
    {
        List<long?> rows = _database.Read(new("SELECT next_sequence FROM disk.position"), row => Number(row, 0));
        TellUnless(rows.Count == 1, "position", null, "it has not one row");
        if (rows is [{ } position])
        {
            TellUnless(position >= 0 && position <= next, "position", "next_sequence", "it lies outside the journal");
            Position = position;
        }
        else if (rows.Count == 1)
        {
            _differences.Add(null, "position", "next_sequence", "it is blank");
        }
    }

    void ReadSetAside()
    {
        List<SetAside> ranges = [];
        foreach ((long? first, long? end, string? reason) in _database.Read(
            new("SELECT first_sequence, end_sequence, reason FROM disk.set_aside ORDER BY first_sequence"),
            row => (Number(row, 0), Number(row, 1), Text(row, 2))))
        {
            long least = ranges is [.., var last] ? last.EndSequence : 0;
            if (first is null || end is null || reason is null || first < least || end <= first || end > Position)
            {
                _differences.Add(first, "set_aside", null, "no range of sequences that the store can have set aside");
            }
            else
            {
                ranges.Add(new(first.Value, end.Value, reason));
            }
        }

        SetAside = ranges;
    }

    void Try(string? table, Action read)
    {
        if (table is not null && !_whole.Contains(table))
        {
            return;   // told already
        }

        try
        {
            read();
        }
        catch (Exception e) when (StoreFailure.IsOfDatabase(e))
        {
            _differences.Add(null, table, null, "it can't be read: the file is damaged");
        }
    }

    void TellUnless(bool isWell, string table, string? column, string reason)
    {
        if (!isWell)
        {
            _differences.Add(null, table, column, reason);
        }
    }

    static (string Kind, string Schema, string Name, string Sql) ReadObject(DuckDBDataReader row) =>
        (row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3));

    static long? Number(DuckDBDataReader row, int column) => row.IsDBNull(column) ? null : Convert.ToInt64(row.GetValue(column), null);

    static string? Text(DuckDBDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
