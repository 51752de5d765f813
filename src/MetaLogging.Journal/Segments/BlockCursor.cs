namespace MetaLogging.Journaling;

/// <summary>Walks over the entries of one sealed file, block by block.</summary>
internal sealed class BlockCursor(SealedFile file, string path, BlockCache cache) : IDisposable
{
    int _block = -1;
    BlockEntries _entries;
    long _sequence;

    public SealedFile File => file;

    /// <summary>The bytes of an entry; sequences must ascend.</summary>
    /// <exception cref="DamagedEntriesException">The block that holds it is damaged.</exception>
    public ReadOnlyMemory<byte> Get(long sequence)
    {
        if (_block < 0 || sequence >= file.Blocks[_block].End)
        {
            Load(_block < 0 ? file.IndexOf(sequence) : _block + 1);
        }

        try
        {
            while (true)
            {
                ReadOnlyMemory<byte> entry = _entries.Next();
                if (_sequence++ == sequence)
                {
                    return entry;
                }
            }
        }
        catch (UnreadableFileException)
        {
            throw new DamagedEntriesException(Damage("its entries do not fit into it."));
        }
    }

    public void Dispose() => file.Dispose();

    void Load(int block)
    {
        SealedBlock place = file.Blocks[block];
        _block = block;
        byte[]? raw = cache.Find(path, file.Footer.Generation, place.First);
        if (raw is null)
        {
            raw = file.ReadBlock(place) ?? throw new DamagedEntriesException(Damage("its checksum does not hold."));
            cache.Add(path, file.Footer.Generation, place.First, raw);
        }

        (_entries, _sequence) = (new(raw), place.First);
    }

    JournalDamage Damage(string reason)
    {
        SealedBlock place = file.Blocks[_block];
        return new(Path.GetFileName(path), place.First, place.End, $"the block at byte {place.Offset}: {reason}");
    }
}
