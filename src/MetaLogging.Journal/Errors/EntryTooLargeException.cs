namespace MetaLogging.Journaling;

/// <summary>An entry or a batch is longer than the journal takes.</summary>
public sealed class EntryTooLargeException(string what, long length, long limit)
    : JournalException($"The {what} has {length} bytes and {limit} is the most. Move large values elsewhere, or split the batch.")
{
    internal static void ThrowIfLonger(string what, long length, long limit)
    {
        if (length > limit)
        {
            throw new EntryTooLargeException(what, length, limit);
        }
    }
}
