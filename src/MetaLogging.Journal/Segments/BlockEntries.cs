using System.Buffers.Binary;

namespace MetaLogging.Journaling;

/// <summary>Walks over the entries of a decompressed block.</summary>
internal struct BlockEntries(byte[] raw)
{
    int _at;

    /// <summary>The next entry.</summary>
    /// <exception cref="UnreadableFileException">It does not fit into the block.</exception>
    public ReadOnlyMemory<byte> Next()
    {
        uint length = _at + 4 <= raw.Length ? BinaryPrimitives.ReadUInt32LittleEndian(raw.AsSpan(_at)) : uint.MaxValue;
        if (length > (uint)Math.Max(0, raw.Length - _at - 4))
        {
            throw new UnreadableFileException("the entries of a block do not fit into it.");
        }

        ReadOnlyMemory<byte> entry = raw.AsMemory(_at + 4, (int)length);
        _at += 4 + (int)length;
        return entry;
    }
}
