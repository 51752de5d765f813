using System.Text.Json.Nodes;
using MetaLogging.Embedded.Tables;
using MetaLogging.Embedded.Tests.Support;
using MetaLogging.Events;
using MetaLogging.Stores;

namespace MetaLogging.Embedded.Tests.Verifying;

/// <summary>A store compared with the journal: what was tampered with is named.</summary>
public sealed class ComparingTests(OneOfEach store) : IClassFixture<OneOfEach>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Columns
    {
        get
        {
            TheoryData<string, string> columns = [];
            foreach (EventTable table in EventTable.All)
            {
                foreach (Column column in table.Columns)
                {
                    columns.Add(table.Name, column.Name);
                }
            }

            return columns;
        }
    }

    [Theory]
    [MemberData(nameof(Columns))]
    public async Task One_value_changed_in_any_column_is_named_by_sequence_table_and_column(string table, string name)
    {
        Trail trail = store.Trail;
        using TemporaryFolder folder = store.Copy();
        Column column = EventTable.All.Single(of => of.Name == table).Columns.Single(of => of.Name == name);
        string changed = column.Type switch
        {
            ColumnType.Boolean => $"NOT {name}",
            ColumnType.Uuid => "'00000000-0000-7000-8000-000000000001'",
            ColumnType.Varchar => $"{name} || ' '",
            ColumnType.VarcharList => $"list_append({name}, 'x')",
            ColumnType.BigInt when name == "sequence" => table == "audit_events" ? "1" : "3",
            ColumnType.UTinyInt => $"({name} + 1)::UTINYINT",
            _ => $"{name} + 1",
        };
        long sequence = Array.FindIndex(EventTable.All, of => of.Name == table);
        folder.Run($"UPDATE {table} SET {name} = {changed} WHERE sequence = {sequence}");
        StoreComparison comparison = await folder.Compare(trail);
        string tooMany = "a row too many: the journal's entry is no row of this table";
        string[] expected = name == "sequence"
            ? [$"{sequence} {table}.: the row is missing", $"{(sequence == 0 ? 1 : 3)} {table}.: {tooMany}"]
            : [$"{sequence} {table}.{name}: differs"];
        Assert.Equal(expected, comparison.Tell());
        Assert.Equal(expected.Length, comparison.DifferenceCount);
    }

    [Theory]
    [MemberData(nameof(Columns))]
    public async Task One_value_blanked_in_any_column_is_named(string table, string name)
    {
        Trail trail = store.Trail;
        using TemporaryFolder folder = store.Copy();
        long sequence = Array.FindIndex(EventTable.All, of => of.Name == table);
        folder.Run($"UPDATE {table} SET {name} = NULL WHERE sequence = {sequence}");
        string[] told = (await folder.Compare(trail)).Tell();
        Assert.Equal(
            name == "sequence"
                ? [$" {table}.sequence: 1 rows have none", $"{sequence} {table}.: the row is missing"]
                : [$"{sequence} {table}.{name}: differs"],
            told);
    }

    [Fact]
    public async Task A_sound_store_is_sound_and_counted()
    {
        Trail trail = store.Trail;
        using TemporaryFolder folder = store.Copy();
        byte[] before = await File.ReadAllBytesAsync(folder.Database, Cancellation);
        StoreComparison comparison = await folder.Compare(trail);
        Assert.Empty(comparison.Tell());
        Assert.True(comparison.IsSound);
        Assert.Equal((4, 4, 0), (comparison.Position, comparison.Rows, comparison.NotYetThere));
        Assert.Equal(before, await File.ReadAllBytesAsync(folder.Database, Cancellation));
        Assert.Equal([folder.Database], Directory.GetFileSystemEntries(folder.Store));
    }

    [Theory]
    [InlineData("DELETE FROM audit_events WHERE sequence = 7", "7 audit_events.: the row is missing")]
    [InlineData("INSERT INTO audit_events SELECT * FROM audit_events WHERE sequence = 7", "7 audit_events.: one more row of this sequence")]
    [InlineData(
        "INSERT INTO audit_events SELECT * REPLACE (50 AS sequence) FROM audit_events WHERE sequence = 7",
        "50 audit_events.: a row too many: it lies at or behind the store's own position")]
    [InlineData(
        "INSERT INTO audit_events SELECT * REPLACE (-1 AS sequence) FROM audit_events WHERE sequence = 7",
        "-1 audit_events.: a row too many: the journal has no such entry")]
    [InlineData(
        "INSERT INTO audit_events SELECT * REPLACE (9223372036854775807 AS sequence) FROM audit_events WHERE sequence = 7",
        " audit_events.: it has other rows when it is read as a whole: the file's own statistics are wrong")]
    [InlineData(
        "UPDATE audit_events SET sequence = CASE sequence WHEN 7 THEN 8 WHEN 8 THEN 7 ELSE sequence END",
        "7 audit_events.id: differs|7 audit_events.timestamp: differs|7 audit_events.recorded_at: differs|7 audit_events.user_id: differs"
        + "|8 audit_events.id: differs|8 audit_events.timestamp: differs|8 audit_events.recorded_at: differs|8 audit_events.user_id: differs")]
    [InlineData("UPDATE audit_events SET user_id = NULL, erased = erased | 1 WHERE sequence = 7",
        "7 audit_events.erased: actor of it is blank, and the journal has ordered no such erasure")]
    [InlineData("UPDATE position SET next_sequence = 31", " position.next_sequence: it lies outside the journal")]
    [InlineData("UPDATE position SET next_sequence = 29",
        "29 audit_events.: a row too many: it lies at or behind the store's own position")]
    [InlineData("UPDATE position SET next_sequence = NULL", " position.next_sequence: it is blank")]
    [InlineData("DELETE FROM position", " position.: it has not one row")]
    [InlineData("INSERT INTO position VALUES (30)", " position.: it has not one row")]
    [InlineData("UPDATE store SET format = 2", " store.format: it is of a format that this program does not know")]
    [InlineData("UPDATE store SET origin = 'x'", " store.origin: the store was built from another journal")]
    [InlineData("UPDATE store SET origin = NULL", " store.origin: the store was built from another journal")]
    [InlineData("DELETE FROM store", " store.: the row that names the journal is missing")]
    [InlineData("INSERT INTO store SELECT * FROM store", " store.: it has more than one row")]
    [InlineData("INSERT INTO set_aside VALUES (3, 4, 'hidden')",
        "3 set_aside.: the store set the entry aside, and the journal has it whole"
        + "|3 audit_events.: a row too many: the journal's entry is no row of this table")]
    [InlineData("INSERT INTO set_aside VALUES (3, 3, 'x')", "3 set_aside.: no range of sequences that the store can have set aside")]
    [InlineData("CREATE TABLE kept AS SELECT * FROM audit_events", " .: it holds a foreign table")]
    [InlineData("CREATE VIEW seen AS SELECT * FROM audit_events", " .: it holds a foreign view")]
    [InlineData("CREATE INDEX found ON audit_events (user_id)", " .: it holds a foreign index")]
    [InlineData("ALTER TABLE audit_events ADD COLUMN note VARCHAR", " audit_events.: the table is missing, or has other columns")]
    [InlineData("ALTER TABLE audit_events ALTER user_id SET DEFAULT 'x'", " audit_events.: the table is missing, or has other columns")]
    [InlineData("DROP TABLE system_events", " system_events.: the table is missing, or has other columns")]
    public async Task Whatever_is_done_to_the_file_by_SQL_is_named(string statement, string expected)
    {
        Trail trail = Thirty();
        using TemporaryFolder folder = await Compared.StoreOf(trail);
        folder.Run(statement);
        Assert.Equal(expected, string.Join("|", (await folder.Compare(trail)).Tell()));
    }

    [Fact]
    public async Task A_row_that_was_deleted_and_hidden_as_set_aside_is_named()
    {
        Trail trail = Thirty();
        using TemporaryFolder folder = await Compared.StoreOf(trail);
        folder.Run("DELETE FROM audit_events WHERE sequence = 3", "INSERT INTO set_aside VALUES (3, 4, 'The journal is damaged there.')");
        Assert.Equal(["3 set_aside.: the store set the entry aside, and the journal has it whole"], (await folder.Compare(trail)).Tell());
    }

    [Fact]
    public async Task A_difference_never_tells_a_value()
    {
        Trail trail = Thirty();
        using TemporaryFolder folder = await Compared.StoreOf(trail);
        folder.Run("UPDATE audit_events SET user_id = 'mallory', error_message = 'mallory'", "CREATE TABLE mallory (alice INTEGER)");
        StoreComparison comparison = await folder.Compare(trail);
        Assert.Equal(61, comparison.DifferenceCount);
        Assert.DoesNotContain("mallory", string.Join("", comparison.Tell()), StringComparison.Ordinal);
        Assert.DoesNotContain("alice", string.Join("", comparison.Tell()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_very_many_differences_the_first_are_kept_and_all_are_counted()
    {
        Trail trail = new();
        for (int i = 0; i < 5000; i++)
        {
            trail.Add(Trail.Audit() with { UserId = "alice" });
        }

        using TemporaryFolder folder = await Compared.StoreOf(trail);
        folder.Run("DELETE FROM audit_events WHERE sequence = 4", "UPDATE audit_events SET user_id = 'bob' WHERE sequence > 2");
        StoreComparison comparison = await folder.Compare(trail);
        Assert.Equal(4997, comparison.DifferenceCount);
        Assert.Equal(DifferenceList.Most, comparison.Differences.Count);
        Assert.Equal(Enumerable.Range(3, 1000), comparison.Differences.Select(difference => (int)difference.Sequence!));
        Assert.Equal("the row is missing", comparison.Differences[1].Reason);
    }

    [Fact]
    public async Task A_store_behind_the_journal_is_sound_and_says_how_far()
    {
        Trail trail = Thirty();
        using TemporaryFolder folder = await Compared.StoreOf(trail);
        for (int i = 0; i < 7; i++)
        {
            trail.Add(Trail.Audit());
        }

        StoreComparison comparison = await folder.Compare(trail);
        Assert.Empty(comparison.Tell());
        Assert.Equal((30, 30, 7), (comparison.Position, comparison.Rows, comparison.NotYetThere));
    }

    [Fact]
    public async Task A_store_that_is_not_there_is_no_difference()
    {
        using TemporaryFolder folder = new();
        StoreComparison comparison = await folder.Compare(Thirty());
        Assert.True(comparison is { IsBuilt: false, IsSound: true, NotYetThere: 30 });
        Assert.False(Directory.Exists(folder.Store));
    }

    [Fact]
    public async Task A_store_that_was_only_made_is_no_difference()
    {
        using TemporaryFolder folder = await Compared.StoreOf(new());
        Assert.Empty((await folder.Compare(Thirty())).Tell());
        folder.Run("DELETE FROM store");
        StoreComparison comparison = await folder.Compare(Thirty());
        Assert.Empty(comparison.Tell());
        Assert.Equal((0, 30), (comparison.Position, comparison.NotYetThere));
    }

    [Fact]
    public async Task A_journal_that_lost_entries_has_rows_too_many_in_its_store()
    {
        Trail trail = Thirty();
        using TemporaryFolder folder = await Compared.StoreOf(trail);
        StoreComparison comparison = await folder.Compare(trail.Entries.Where(entry => entry.Sequence is < 5 or > 6), trail.Next);
        Assert.Equal(
            [
                "5 audit_events.: a row too many: the journal has no such entry",
                "6 audit_events.: a row too many: the journal has no such entry",
            ],
            comparison.Tell());
    }

    [Fact]
    public async Task What_was_set_aside_is_told_and_has_no_rows()
    {
        using TemporaryFolder folder = new();
        Trail trail = Thirty();
        trail.AddBroken("{\"secret\":\"of alice\"");
        EmbeddedStore store = await Opened.With(folder, trail);
        await store.SkipAsync(new(31, 40, "The journal is damaged there."), Cancellation);
        await store.DisposeAsync();
        StoreComparison comparison = await folder.Compare(trail.Entries, 40);
        Assert.Empty(comparison.Tell());
        Assert.Equal([(30L, 31L), (31L, 40L)], comparison.SetAside.Select(range => (range.FirstSequence, range.EndSequence)));
        folder.Run("UPDATE set_aside SET reason = 'another' WHERE first_sequence = 30");
        Assert.Equal(["30 set_aside.reason: differs"], (await folder.Compare(trail.Entries, 40)).Tell());
        folder.Run("DELETE FROM set_aside WHERE first_sequence = 30");
        Assert.Equal(
            ["30 set_aside.: the entry can't be a row, and the store has not set it aside"],
            (await folder.Compare(trail.Entries, 40)).Tell());
    }

    [Fact]
    public async Task A_store_that_is_open_elsewhere_can_not_be_compared_and_says_what_to_do()
    {
        Trail trail = Thirty();
        using TemporaryFolder folder = await Compared.StoreOf(trail);
        using OtherProcess holder = await OtherProcess.HoldAsync(folder.Store);
        StoreException e = await Assert.ThrowsAsync<StoreException>(() => folder.Compare(trail));
        Assert.Contains("Stop that one first, or verify a copy", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_that_stand_in_DuckDBs_log_only_are_compared_and_stay_there()
    {
        using TemporaryFolder folder = new();
        Trail trail = Thirty();
        await using EmbeddedStore store = await Opened.With(folder, trail, rowsInMemory: 10);
        using TemporaryFolder killed = folder.CopyOfNow();
        string log = killed.Database + ".wal";
        byte[] before = await File.ReadAllBytesAsync(log, Cancellation);
        StoreComparison comparison = await killed.Compare(trail);
        Assert.Empty(comparison.Tell());
        Assert.NotEqual(0, comparison.Rows);
        Assert.Equal(before, await File.ReadAllBytesAsync(log, Cancellation));
    }

    static Trail Thirty()
    {
        Trail trail = new();
        for (int i = 0; i < 30; i++)
        {
            trail.Add(Trail.Audit() with { UserId = $"alice{i}" });
        }

        return trail;
    }

    /// <summary>An event of each kind, at the sequence of its kind, with a value in every column; and one audit event more.</summary>
}
