namespace MetaLogging.Journaling.Verifying;

/// <summary>Where a fact or a detail lies in a buffer; a negative length says that it can't be read.</summary>
internal readonly record struct EntrySlice(int Start, int Length)
{
    public static EntrySlice Unreadable => new(0, -1);

    public bool IsReadable => Length >= 0;

    public ReadOnlySpan<byte> Of(byte[] bytes) => Length > 0 ? bytes.AsSpan(Start, Length) : default;

    public ReadOnlyMemory<byte> In(byte[] bytes) => Length > 0 ? bytes.AsMemory(Start, Length) : default;
}
