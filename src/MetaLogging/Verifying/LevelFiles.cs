using MetaLogging.Journaling;
using MetaLogging.Journaling.Merkle;

namespace MetaLogging.Verifying;

/// <summary>The hashes that the folder keeps: the file <c>tree/level-L</c> has those over 256^L entries each.</summary>
internal sealed class LevelFiles : IDisposable
{
    /// <summary>A level of files is so many levels of the tree.</summary>
    public const int TileHeight = 8;

    const int Levels = 8;

    readonly IFile?[] _files = new IFile?[Levels];
    readonly bool[] _isTold = new bool[Levels];
    readonly FindingList _damage;
    readonly long _size;

    /// <param name="folder">The data folder.</param>
    /// <param name="size">How many entries they must cover; what is behind does not count.</param>
    public LevelFiles(string folder, long size, FindingList damage)
    {
        (_size, _damage) = (size, damage);
        for (int level = 0; level < Levels; level++)
        {
            try
            {
                _files[level] = RealFiles.Instance.Open(Path.Combine(folder, "tree", $"level-{level}"), FileUse.Read);
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                // Told when it is needed.
            }
        }
    }

    /// <summary>How many hashes a level must have.</summary>
    public long CountAt(int level) => level < Levels ? _size >> (TileHeight * level) : 0;

    /// <summary>Reads hashes of a level, as many as there are; answers how many.</summary>
    public int Read(int level, long first, Span<byte> hashes)
    {
        try
        {
            return (_files[level]?.Read(hashes, first * TreeHash.Length) ?? 0) / TreeHash.Length;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    /// <summary>Tells that a level ends too early, once.</summary>
    public void TellShort(int level, long first)
    {
        if (!_isTold[level])
        {
            _isTold[level] = true;
            _damage.Add($"tree/level-{level}", first << (TileHeight * level), _files[level] is null
                ? $"it is missing, and the newest checkpoint has {_size} entries."
                : $"it ends before its hash {first}, and the newest checkpoint has {_size} entries.");
        }
    }

    /// <summary>Checks that no level is missing.</summary>
    /// <param name="end">How many entries there were.</param>
    public void Finish(long end)
    {
        for (int level = 0; level < Levels; level++)
        {
            if (_files[level] is null && Math.Min(_size, end) >> (TileHeight * level) > 0)
            {
                TellShort(level, 0);
            }
        }
    }

    public void Dispose()
    {
        foreach (IFile? file in _files)
        {
            file?.Dispose();
        }
    }
}
