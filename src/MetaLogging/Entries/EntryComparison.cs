using MetaLogging.Events;
using MetaLogging.Json;
using MetaLogging.Journaling;

namespace MetaLogging.Entries;

/// <summary>
/// Compares an event with an entry of the same id: is it the same again, or another one? What the trail itself adds is not compared, nor
/// are members of erased parts and a timestamp that is left out; a member that is left out has its default, and the source the default
/// source.
/// </summary>
internal static class EntryComparison
{
    static readonly ulong AddedByTheTrail = EntryMembers.AddedByTheTrail | EntryMembers.Set(EntryMember.Id);

    /// <summary>The members that differ, by their names on the wire; empty: the event is a duplicate.</summary>
    /// <param name="item">A validated event.</param>
    /// <param name="defaultSource">The source of an event that names none.</param>
    /// <param name="stored">The entry that has its id.</param>
    public static IReadOnlyList<string> Differences(TrailEvent item, string defaultSource, EntryView stored)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(stored);

        // Both are brought into the one spelling; then equal values are equal bytes.
        CanonicalBuffer fact = new();
        CanonicalBuffer detail = new();
        var stamp = new EntryStamp(stored.Id, stored.TimestampNanoseconds, "comparison", defaultSource);
        int digest = FactWriter.Write(fact, item, stamp);
        fact.Slice(digest, DetailCommitment.DigestTextLength).Fill((byte)'A');
        ReadOnlySpan<byte> noSalt = stackalloc byte[DetailCommitment.SaltLength];
        DetailWriter.Write(detail, item, assessment: null, noSalt);
        var sent = new EntryView();
        sent.Read(new JournalEntry(0, fact.WrittenMemory, detail.WrittenMemory));

        List<string> differences = [];
        for (EntryMember member = 0; (int)member < EntryMembers.Count; member++)
        {
            bool isCompared = (AddedByTheTrail & EntryMembers.Set(member)) == 0 && (EntryMembers.Part(member) & stored.Erased) == 0;
            if (isCompared && (sent.Has(member) != stored.Has(member) || !sent.Slice(member).SequenceEqual(stored.Slice(member))))
            {
                differences.Add(EntryMembers.Name(member));
            }
        }

        return differences;
    }
}
