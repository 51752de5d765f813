using System.Runtime.InteropServices;
using MetaLogging.Journaling.Merkle;

namespace MetaLogging.Journaling.Tree;

/// <summary>
/// The tree's hashes in files: hash i of the file <c>level-L</c> is that over the entries from i × 256^L on, 256^L of them. So a tile of C2SP tlog-tiles,
/// full or partial, is a slice of a file. One writer; readers of what lies below a size that was flushed need no lock.
/// </summary>
internal sealed class TreeFiles : ISubtrees, IDisposable
{
    /// <summary>Hashes in a full tile.</summary>
    public const int TileWidth = 256;

    /// <summary>Levels of tiles: 256⁸ entries are more than there can be.</summary>
    public const int Levels = 8;

    const int TileHeight = 8;
    const int TileLength = TileWidth * TreeHash.Length;

    readonly IFileSystem _fileSystem;
    readonly string _folder;
    readonly IFile?[] _levels = new IFile?[Levels];

    // The hashes of the last tile of each level, which is not full yet.
    readonly byte[][] _edges = new byte[Levels][];
    readonly int[] _edgeCounts = new int[Levels];
    long _size;
    long _flushed;

    TreeFiles(IFileSystem fileSystem, string folder, bool isReadOnly)
    {
        (_fileSystem, _folder) = (fileSystem, folder);
        for (int level = 0; level < Levels; level++)
        {
            string path = PathOf(level);
            if (fileSystem.FileExists(path))
            {
                _levels[level] = fileSystem.Open(path, isReadOnly ? FileUse.Read : FileUse.Write);
            }
        }
    }

    /// <summary>How many entries it has.</summary>
    public long Size => Volatile.Read(ref _size);

    /// <summary>Opens the files of a folder for writing; the folder must be there. The tree is empty until <see cref="TryGoTo"/>.</summary>
    public static TreeFiles Open(IFileSystem fileSystem, string folder)
    {
        fileSystem.FlushFolder(folder);   // a file may have been made, and its name not flushed, before a crash
        return new(fileSystem, folder, isReadOnly: false);
    }

    /// <summary>Opens the files for reading, as a tree of a size.</summary>
    public static TreeFiles OpenReadOnly(IFileSystem fileSystem, string folder, long size) =>
        new(fileSystem, folder, isReadOnly: true) { _size = size };

    /// <summary>How many hashes a level has for a number of entries.</summary>
    public static long CountAt(int level, long size) => level >= Levels ? 0 : size >> (TileHeight * level);

    /// <summary>
    /// Makes it a tree of the first entries that are in the files and were flushed; false when the files are too short, and then it is empty.
    /// </summary>
    public bool TryGoTo(long size)
    {
        Volatile.Write(ref _size, 0);
        _flushed = 0;
        Array.Clear(_edgeCounts);
        for (int level = 0; level < Levels; level++)
        {
            long count = CountAt(level, size);
            int edge = (int)(count % TileWidth);
            _edges[level] ??= new byte[TileLength];
            if (count > 0 && (_levels[level] is not { } file || file.Length < count * TreeHash.Length
                || file.Read(_edges[level].AsSpan(0, edge * TreeHash.Length), (count - edge) * TreeHash.Length) < edge * TreeHash.Length))
            {
                Array.Clear(_edgeCounts);
                return false;
            }

            _edgeCounts[level] = edge;
        }

        Volatile.Write(ref _size, size);
        _flushed = size;
        return true;
    }

    /// <summary>Appends the hashes of leaves. They are not flushed yet.</summary>
    public void Append(ReadOnlySpan<byte> leaves)
    {
        long size = _size;
        long after = size + (leaves.Length / TreeHash.Length);
        Append(0, CountAt(0, size), leaves);
        Volatile.Write(ref _size, after);
    }

    /// <summary>Makes all of it durable. After a failure nothing behind the last flush is trusted, however it reads: <see cref="TryGoBack"/> has to be called.</summary>
    public void Flush()
    {
        foreach (IFile? file in _levels)
        {
            file?.Flush();
        }

        _flushed = _size;
    }

    /// <summary>Goes back to what was flushed, after a write or a flush has failed; false when that can't be read, and then it is empty.</summary>
    public bool TryGoBack()
    {
        long flushed = _flushed;
        try
        {
            return TryGoTo(flushed);
        }
        finally
        {
            _flushed = flushed;   // asked again, where reading failed
        }
    }

    /// <summary>Reads hashes of a level, one behind the other.</summary>
    /// <exception cref="JournalException">The files do not have them.</exception>
    public void Read(int level, long first, Span<byte> hashes)
    {
        if (_levels[level] is not { } file || file.Read(hashes, first * TreeHash.Length) < hashes.Length)
        {
            throw new JournalException($"{PathOf(level)} does not have the hashes from {first} on. Stop the server and start it again: what is missing"
                + " is made anew from the entries.");
        }
    }

    /// <inheritdoc/>
    public TreeHash Subtree(int height, long index)
    {
        int within = height % TileHeight;
        Span<byte> hashes = stackalloc byte[TreeHash.Length << within];
        Read(height / TileHeight, index << within, hashes);
        return NodeHashing.Root(hashes);
    }

    public void Dispose()
    {
        foreach (IFile? file in _levels)
        {
            file?.Dispose();
        }
    }

    void Append(int level, long count, ReadOnlySpan<byte> hashes)
    {
        if (hashes.IsEmpty)
        {
            return;
        }

        FileOf(level).Write(hashes, count * TreeHash.Length);
        byte[] edge = _edges[level] ??= new byte[TileLength];
        Span<byte> tile = stackalloc byte[TileLength];
        List<byte> above = [];
        int parents = (_edgeCounts[level] + (hashes.Length / TreeHash.Length)) / TileWidth;
        above.EnsureCapacity(parents * TreeHash.Length);
        long firstParent = CountAt(1, count);
        while (!hashes.IsEmpty)
        {
            int at = _edgeCounts[level];
            int now = Math.Min(TileWidth - at, hashes.Length / TreeHash.Length);
            hashes[..(now * TreeHash.Length)].CopyTo(edge.AsSpan(at * TreeHash.Length));
            hashes = hashes[(now * TreeHash.Length)..];
            if (at + now < TileWidth)
            {
                _edgeCounts[level] = at + now;
                break;
            }

            edge.CopyTo(tile);
            above.AddRange(NodeHashing.Root(tile).Bytes);
            _edgeCounts[level] = 0;
        }

        Append(level + 1, firstParent, CollectionsMarshal.AsSpan(above));
    }

    IFile FileOf(int level)
    {
        if (_levels[level] is { } file)
        {
            return file;
        }

        IFile made = _fileSystem.Open(PathOf(level), FileUse.Create);
        _fileSystem.FlushFolder(_folder);
        Volatile.Write(ref _levels[level], made);
        return made;
    }

    /// <summary>The name of a level's file.</summary>
    public static string NameOf(int level) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"level-{level}");

    string PathOf(int level) => Path.Combine(_folder, NameOf(level));
}
