namespace MetaLogging.Exports.Zip;

/// <summary>The checksum of zip files: CRC-32 with the polynomial 0xEDB88320. Against accidents only; what proves stands in the tree.</summary>
internal static class Crc32
{
    static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(i => Step((uint)i))];

    /// <summary>Goes on from a checksum, 0 at first.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        uint state = ~crc;
        foreach (byte one in bytes)
        {
            state = Table[(byte)(state ^ one)] ^ (state >> 8);
        }

        return ~state;
    }

    static uint Step(uint value)
    {
        for (int bit = 0; bit < 8; bit++)
        {
            value = (value & 1) != 0 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
        }

        return value;
    }
}
