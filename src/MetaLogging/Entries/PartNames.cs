using MetaLogging.Events;

namespace MetaLogging.Entries;

/// <summary>The names of the four parts, in the order in which their digests are hashed.</summary>
internal static class PartNames
{
    static readonly string[] Names = ["actor", "client", "subject", "content"];

    public static ReadOnlySpan<byte> Utf8(int part) => part switch
    {
        0 => "actor"u8,
        1 => "client"u8,
        2 => "subject"u8,
        _ => "content"u8,
    };

    /// <summary>0 to 3; −1 for a name that is none of the four.</summary>
    public static int Index(ReadOnlySpan<byte> name)
    {
        for (int part = 0; part < DetailCommitment.PartCount; part++)
        {
            if (name.SequenceEqual(Utf8(part)))
            {
                return part;
            }
        }

        return -1;
    }

    /// <summary>The names of a set of parts.</summary>
    public static IEnumerable<string> Of(EntryParts parts) => Names.Where((_, part) => ((int)parts & (1 << part)) != 0);
}
