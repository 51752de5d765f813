namespace MetaLogging.Journaling;

/// <summary>Reads a file in large pieces and shows any place of it.</summary>
internal sealed class ScanWindow(IFile file)
{
    const int Piece = 1 << 20;

    byte[] _bytes = [];
    long _start;
    int _count;

    public long Length { get; } = file.Length;

    /// <summary>The bytes at an offset, fewer at the end of the file; valid until the next call.</summary>
    public ReadOnlySpan<byte> At(long offset, int count)
    {
        count = (int)Math.Clamp(Length - offset, 0, count);
        if (offset < _start || offset + count > _start + _count)
        {
            int wanted = (int)Math.Min(Length - offset, Math.Max(count, Piece));
            if (_bytes.Length < wanted)
            {
                _bytes = GC.AllocateUninitializedArray<byte>(wanted);
            }

            _start = offset;
            _count = file.Read(_bytes.AsSpan(0, wanted), offset);
            count = Math.Min(count, _count);
        }

        return _bytes.AsSpan((int)(offset - _start), count);
    }

    /// <summary>
    /// Where the first sector with a byte that is not zero begins, at or behind an offset that is a multiple of a sector; null when
    /// there is none.
    /// </summary>
    public long? FindNonZeroSector(long offset)
    {
        while (offset < Length)
        {
            ReadOnlySpan<byte> bytes = At(offset, Piece);
            if (bytes.IsEmpty)
            {
                return null;
            }

            int found = bytes.IndexOfAnyExcept((byte)0);
            if (found >= 0)
            {
                return offset + found / FrameHeader.SectorSize * FrameHeader.SectorSize;
            }

            offset += bytes.Length;
        }

        return null;
    }

    /// <summary>Where the last sector with a byte that is not zero ends.</summary>
    public long EndOfNonZeroSectors(long offset)
    {
        long end = offset;
        while (FindNonZeroSector(end) is { } sector)
        {
            end = sector + FrameHeader.SectorSize;
        }

        return Math.Min(end, Length);
    }
}
