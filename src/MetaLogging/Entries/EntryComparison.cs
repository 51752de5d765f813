using MetaLogging.Events;

namespace MetaLogging.Entries;

/// <summary>
/// Compares an event that is sent with an entry of the same id: is it the same again, or another one? What the trail itself adds is not
/// compared, nor are members of erased parts and a timestamp that was left out; a member that was left out has its default, and the source
/// the default source.
/// </summary>
internal static class EntryComparison
{
    static readonly ulong AddedByTheTrail = EntryMembers.AddedByTheTrail | EntryMembers.Set(EntryMember.Id);

    /// <summary>The members that differ, by their names on the wire; empty: the event is a duplicate.</summary>
    /// <param name="sent">The event, encoded: both are in the one spelling, so equal values are equal bytes.</param>
    /// <param name="isTimed">Whether the sender gave a timestamp.</param>
    /// <param name="stored">The entry that has its id.</param>
    public static IReadOnlyList<string> Differences(EntryView sent, bool isTimed, EntryView stored)
    {
        ArgumentNullException.ThrowIfNull(sent);
        ArgumentNullException.ThrowIfNull(stored);
        ulong passed = isTimed ? AddedByTheTrail : AddedByTheTrail | EntryMembers.Set(EntryMember.Timestamp);
        List<string> differences = [];
        for (EntryMember member = 0; (int)member < EntryMembers.Count; member++)
        {
            bool isCompared = (passed & EntryMembers.Set(member)) == 0 && (EntryMembers.Part(member) & stored.Erased) == 0;
            if (isCompared && (sent.Has(member) != stored.Has(member) || !sent.Slice(member).SequenceEqual(stored.Slice(member))))
            {
                differences.Add(EntryMembers.Name(member));
            }
        }

        return differences;
    }
}
