using DuckDB.NET.Data;
using MetaLogging.Embedded.Verifying;
using MetaLogging.Journaling;
using MetaLogging.Stores;

namespace MetaLogging.Embedded.Tests.Support;

/// <summary>Stores that are tampered with, and compared with their trail.</summary>
internal static class Compared
{
    static readonly EmbeddedStoreOptions Options = new() { MemoryLimit = 128 << 20, Threads = 2 };

    public static Task<StoreComparison> Compare(this TemporaryFolder folder, Trail trail) => folder.Compare(trail.Entries, trail.Next);

    public static Task<StoreComparison> Compare(
        this TemporaryFolder folder, IEnumerable<JournalEntry> entries, long next, string origin = Trail.Origin, int batchSize = 100) =>
        new EmbeddedStoreComparer(folder.Store, Options).CompareAsync(
            origin, next, entries.Chunk(batchSize).ToAsyncEnumerable(), null, TestContext.Current.CancellationToken);

    /// <summary>A closed store with all of the trail, where it will be compared.</summary>
    public static async Task<TemporaryFolder> StoreOf(Trail trail)
    {
        TemporaryFolder folder = new();
        await (await Opened.With(folder, trail)).DisposeAsync();
        return folder;
    }

    /// <summary>Does to the file what somebody with a database client would.</summary>
    public static void Run(this TemporaryFolder folder, params string[] statements)
    {
        using DuckDBConnection connection = new($"Data Source={folder.Database}");
        connection.Open();
        foreach (string statement in statements)
        {
            using DuckDBCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The tests' own statements.
            command.CommandText = statement;
#pragma warning restore CA2100
            command.ExecuteNonQuery();
        }
    }

    public static string[] Tell(this StoreComparison comparison) => [.. comparison.Differences.Select(Tell)];

    static string Tell(StoreDifference difference) => $"{difference.Sequence} {difference.Table}.{difference.Column}: {difference.Reason}";
}
