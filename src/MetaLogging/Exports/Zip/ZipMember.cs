namespace MetaLogging.Exports.Zip;

/// <summary>One file in a zip file.</summary>
/// <param name="Name">Its name, ASCII.</param>
/// <param name="Offset">Where its header stands.</param>
/// <param name="Crc">The checksum of its bytes.</param>
/// <param name="Packed">How many bytes it has when it is deflated.</param>
/// <param name="Length">How many bytes it has.</param>
internal sealed record ZipMember(string Name, uint Offset, uint Crc, uint Packed, uint Length)
{
    /// <summary>Where its deflated bytes begin.</summary>
    public long Start => (long)Offset + ZipFormat.LocalLength + Name.Length;

    /// <summary>Behind its deflated bytes.</summary>
    public long End => Start + Packed;
}
