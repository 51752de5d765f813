using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace MetaLogging.Ids;

/// <summary>Writes a run: keys in ascending order, then <see cref="Finish"/>, which flushes the file and gives it its name.</summary>
internal sealed class IdRunWriter : IDisposable
{
    readonly string _directory;
    readonly string _temporary;
    readonly FileStream _stream;
    readonly IdFilter _filter;
    readonly List<ulong> _firstKeys = [];
    readonly byte[] _block = new byte[IdRun.BlockLength];
    readonly long _first;
    readonly long _end;
    readonly long _seed;
    int _inBlock;
    int _count;

    public IdRunWriter(string directory, long first, long end, int mostKeys, long seed)
    {
        _directory = directory;
        (_first, _end, _seed) = (first, end, seed);
        _filter = new IdFilter(mostKeys);
        MostKeys = mostKeys;
        _temporary = Path.Combine(directory, IdRun.FileName(first, end) + ".new");
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 1 << 16 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        _stream = new FileStream(_temporary, options);
    }

    int MostKeys { get; }

    public void Add(ulong key, uint place)
    {
        if (_inBlock == 0)
        {
            _firstKeys.Add(key);
        }

        Span<byte> entry = _block.AsSpan(_inBlock * IdRun.EntryLength);
        BinaryPrimitives.WriteUInt64LittleEndian(entry, key);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[8..], place);
        _filter.Add(key);
        _count++;
        if (++_inBlock == IdRun.KeysPerBlock)
        {
            WriteBlock();
        }
    }

    /// <summary>Ends the file and opens it as a run. The number of keys must be the one that was announced.</summary>
    public IdRun Finish()
    {
        if (_count != MostKeys)
        {
            throw new InvalidOperationException($"{MostKeys} keys were announced and {_count} written.");
        }

        if (_inBlock > 0)
        {
            WriteBlock();
        }

        Span<byte> filter = MemoryMarshal.AsBytes(_filter.Words);
        Span<byte> firstKeys = MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_firstKeys));
        var check = new XxHash3();
        check.Append(filter);
        check.Append(firstKeys);
        _stream.Write(filter);
        _stream.Write(firstKeys);
        Span<byte> footer = stackalloc byte[IdRun.FooterLength];
        new IdRun.Footer(_first, _end, _count, _seed, check.GetCurrentHashAsUInt64()).Write(footer);
        _stream.Write(footer);
        _stream.Flush(flushToDisk: true);
        _stream.Dispose();
        string path = Path.Combine(_directory, IdRun.FileName(_first, _end));
        File.Move(_temporary, path, overwrite: true);
        return IdRun.Open(path);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream.Dispose();
        File.Delete(_temporary);
    }

    void WriteBlock()
    {
        _block.AsSpan(_inBlock * IdRun.EntryLength).Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(_block.AsSpan(IdRun.BlockLength - 8), IdRun.BlockChecksum(_block));
        _stream.Write(_block);
        _inBlock = 0;
    }
}
