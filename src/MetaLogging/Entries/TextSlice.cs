namespace MetaLogging.Entries;

/// <summary>Where a value stands in its bytes. It always stands inside an object, so a start of 0 means that there is none.</summary>
/// <param name="Start">The first byte; for a text the one behind the quotation mark.</param>
/// <param name="Length">How many bytes.</param>
/// <param name="IsPlain">For a text: whether it has no escapes.</param>
internal readonly record struct TextSlice(int Start, int Length, bool IsPlain)
{
    public bool IsPresent => Start > 0;

    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> bytes) => bytes.Slice(Start, Length);
}
