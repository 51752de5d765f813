using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MetaLogging.Ids;

/// <summary>
/// A file of ids, sorted by key, that covers a range of sequences: <c>first-end.ids</c>. Blocks of 340 keys with a checksum each, then the filter, then the
/// first key of each block, then a footer with a checksum over filter and first keys. In memory stand the filter and the first keys: about 1.3 bytes an id.
/// </summary>
internal sealed class IdRun : IDisposable
{
    public const int BlockLength = 4096;
    public const int KeysPerBlock = 340;
    public const int EntryLength = 12;
    public const int FooterLength = 48;
    public const ulong Magic = 0x31_30_53_44_49_4C_4D_01;   // "\u0001MLIDS01" read as little-endian
    readonly SafeFileHandle _file;
    readonly IdFilter _filter;
    readonly ulong[] _firstKeys;

    IdRun(string path, SafeFileHandle file, Footer footer, IdFilter filter, ulong[] firstKeys)
    {
        Path = path;
        Bounds = footer;
        _file = file;
        _filter = filter;
        _firstKeys = firstKeys;
    }

    public string Path { get; }

    public Footer Bounds { get; }

    public static string FileName(long first, long end) => $"{first:D20}-{end:D20}.ids";

    /// <exception cref="InvalidDataException">The file is not a run, or is damaged.</exception>
    public static IdRun Open(string path)
    {
        SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            Footer footer = Footer.Read(file, path);
            var filter = new IdFilter(footer.Count);
            ulong[] firstKeys = new ulong[footer.Blocks];
            long at = (long)footer.Blocks * BlockLength;
            Span<byte> filterBytes = MemoryMarshal.AsBytes(filter.Words);
            Span<byte> keyBytes = MemoryMarshal.AsBytes(firstKeys.AsSpan());
            ReadFully(file, filterBytes, at, path);
            ReadFully(file, keyBytes, at + filterBytes.Length, path);
            var check = new XxHash3();
            check.Append(filterBytes);
            check.Append(keyBytes);
            if (check.GetCurrentHashAsUInt64() != footer.Checksum)
            {
                throw new InvalidDataException($"{path} is damaged: its filter does not match its checksum.");
            }

            return new IdRun(path, file, footer, filter, firstKeys);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Adds the sequences of a key. One read of a block where the filter says that it may be there.</summary>
    /// <exception cref="InvalidDataException">The block is damaged.</exception>
    public void Find(ulong key, List<long> sequences)
    {
        if (!_filter.MayContain(key))
        {
            return;
        }

        int block = Array.BinarySearch(_firstKeys, key);
        if (block < 0)
        {
            block = ~block - 1;
            if (block < 0)
            {
                return;
            }
        }

        // Equal keys may begin in a block before: step back to the first block that can hold one.
        while (block > 0 && _firstKeys[block] == key)
        {
            block--;
        }

        Span<byte> bytes = stackalloc byte[BlockLength];
        for (; block < _firstKeys.Length && _firstKeys[block] <= key; block++)
        {
            int count = ReadBlock(block, bytes);
            for (int i = 0; i < count; i++)
            {
                if (KeyAt(bytes, i) == key)
                {
                    sequences.Add(Bounds.First + PlaceAt(bytes, i));
                }
            }
        }
    }

    /// <summary>Reads a block, checks it, and answers how many keys it has.</summary>
    public int ReadBlock(int block, Span<byte> bytes)
    {
        ReadFully(_file, bytes, (long)block * BlockLength, Path);
        if (BlockChecksum(bytes) != BinaryPrimitives.ReadUInt64LittleEndian(bytes[(BlockLength - 8)..]))
        {
            throw new InvalidDataException($"{Path} is damaged: block {block} does not match its checksum.");
        }

        return Math.Min(KeysPerBlock, Bounds.Count - (block * KeysPerBlock));
    }

    public static ulong KeyAt(ReadOnlySpan<byte> block, int index) => BinaryPrimitives.ReadUInt64LittleEndian(block[(index * EntryLength)..]);

    public static uint PlaceAt(ReadOnlySpan<byte> block, int index) => BinaryPrimitives.ReadUInt32LittleEndian(block[((index * EntryLength) + 8)..]);

    public static ulong BlockChecksum(ReadOnlySpan<byte> block) => XxHash3.HashToUInt64(block[..(BlockLength - 8)]);

    public void Dispose() => _file.Dispose();

    static void ReadFully(SafeFileHandle file, Span<byte> bytes, long offset, string path)
    {
        while (!bytes.IsEmpty)
        {
            int read = RandomAccess.Read(file, bytes, offset);
            if (read == 0)
            {
                throw new InvalidDataException($"{path} is damaged: it ends too early.");
            }

            bytes = bytes[read..];
            offset += read;
        }
    }

    /// <summary>The last 48 bytes of a run.</summary>
    internal readonly record struct Footer(long First, long End, int Count, long Seed, ulong Checksum)
    {
        public int Blocks => (Count + KeysPerBlock - 1) / KeysPerBlock;

        public void Write(Span<byte> bytes)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, Magic);
            BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], First);
            BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], End);
            BinaryPrimitives.WriteInt32LittleEndian(bytes[24..], Count);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[28..], Checksum);
            BinaryPrimitives.WriteInt64LittleEndian(bytes[36..], Seed);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[44..], (uint)XxHash3.HashToUInt64(bytes[..44]));
        }

        public static Footer Read(SafeFileHandle file, string path)
        {
            long length = RandomAccess.GetLength(file);
            Span<byte> bytes = stackalloc byte[FooterLength];
            if (length < FooterLength)
            {
                throw new InvalidDataException($"{path} is damaged: it is too short.");
            }

            ReadFully(file, bytes, length - FooterLength, path);
            var footer = new Footer(
                BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
                BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
                BinaryPrimitives.ReadInt32LittleEndian(bytes[24..]),
                BinaryPrimitives.ReadInt64LittleEndian(bytes[36..]),
                BinaryPrimitives.ReadUInt64LittleEndian(bytes[28..]));
            if (BinaryPrimitives.ReadUInt64LittleEndian(bytes) != Magic
                || BinaryPrimitives.ReadUInt32LittleEndian(bytes[44..]) != (uint)XxHash3.HashToUInt64(bytes[..44])
                || length != ((long)footer.Blocks * (BlockLength + 8)) + IdFilter.LengthInBytes(footer.Count) + FooterLength)
            {
                throw new InvalidDataException($"{path} is damaged: its footer does not fit it.");
            }

            return footer;
        }
    }
}
