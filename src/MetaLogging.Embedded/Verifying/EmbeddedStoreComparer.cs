using MetaLogging.Embedded.Files;
using MetaLogging.Journaling;
using MetaLogging.Stores;

namespace MetaLogging.Embedded.Verifying;

/// <summary>Compares the embedded store of a data folder with the journal, without changing a byte of it.</summary>
/// <param name="directory">The store's folder, <c>DIR/store</c>.</param>
/// <param name="options">How much memory and how many threads it may take.</param>
internal sealed class EmbeddedStoreComparer(string directory, EmbeddedStoreOptions options) : IStoreComparer
{
    readonly StoreFiles _files = new(directory);

    /// <inheritdoc/>
    public string Name => "embedded";

    /// <inheritdoc/>
    public string Title => "Embedded store";

    /// <inheritdoc/>
    public async Task<StoreComparison> CompareAsync(
        string origin,
        long next,
        IAsyncEnumerable<IReadOnlyList<JournalEntry>> entries,
        IProgress<long>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(origin);
        ArgumentNullException.ThrowIfNull(entries);
        DifferenceList differences = new();
        StoreComparison comparison = new() { Name = Name, Title = Title, Differences = [], DifferenceCount = 0 };
        if (!File.Exists(_files.Database))
        {
            return comparison with { IsBuilt = false, NotYetThere = next };
        }

        using ReadOnlyDatabase? database = Open(differences);
        if (database is not null && StoreContents.Read(database, origin, next, differences) is { IsComparable: true } contents)
        {
            using Comparison running = new(database, contents, differences);
            long done = 0;
            await foreach (IReadOnlyList<JournalEntry> batch in entries.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                running.Take(batch);
                progress?.Report(done += batch.Count);
                cancellationToken.ThrowIfCancellationRequested();
            }

            running.End();
            comparison = comparison with
            {
                Position = contents.Position!.Value,
                Rows = running.Rows,
                NotYetThere = running.NotYetThere,
                NotYetErased = running.NotYetErased,
                NotYetDropped = running.NotYetDropped,
                SetAside = contents.SetAside,
            };
        }

        return comparison with { Differences = differences.Take(), DifferenceCount = differences.Count };
    }

    ReadOnlyDatabase? Open(DifferenceList differences)
    {
        try
        {
            return ReadOnlyDatabase.Open(_files, options);
        }
        catch (Exception e) when (StoreFailure.IsOfDatabase(e))
        {
            if (StoreFailure.IsOfLock(e))
            {
                throw StoreFailure.InUse(_files, e);
            }

            if (StoreFailure.IsOfRights(e))
            {
                throw StoreFailure.Of(e, _files);
            }

            differences.Add(null, null, null, "the file can't be opened: it is damaged, or none of this program's");
            return null;
        }
    }
}
