namespace MetaLogging.Journaling;

/// <summary>
/// The facts of a segment, in order, for a rewrite of its details; empty where they are damaged, because an erasure does not wait for a
/// repair.
/// </summary>
internal sealed class FactSource : IDisposable
{
    readonly BlockCursor? _facts;

    public FactSource(JournalFiles files, BlockCache cache, SealedSegment segment)
    {
        string path = files.Folder.PathOf(segment.First, SegmentFileKind.Facts);
        try
        {
            _facts = segment.State.FactsDamage is null
                ? new(SealedFile.Open(files.Files, path, SegmentFileKind.Facts, segment.First), path, cache)
                : null;
        }
        catch (UnreadableFileException)
        {
            _facts = null;
        }
    }

    public ReadOnlyMemory<byte> Get(long sequence)
    {
        try
        {
            return _facts?.Get(sequence) ?? default;
        }
        catch (DamagedEntriesException)
        {
            return default;
        }
    }

    public void Dispose() => _facts?.Dispose();
}
