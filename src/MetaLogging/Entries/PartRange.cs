namespace MetaLogging.Entries;

/// <summary>A slice of bytes; of length 0 where there is nothing.</summary>
internal readonly record struct PartRange(int Start, int Length)
{
    public bool IsEmpty => Length == 0;

    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> bytes) => bytes.Slice(Start, Length);
}
