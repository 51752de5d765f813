using System.Buffers.Text;
using System.Runtime.CompilerServices;
using MetaLogging.Journaling;

namespace MetaLogging.Ids;

/// <summary>Reads the event ids of a range of the journal from its facts alone.</summary>
internal static class FactIds
{
    const int ReadLength = 4 << 20;

    /// <summary>Ids in the order of sequences. Entries that are damaged are passed over: the journal's health names them.</summary>
    public static async IAsyncEnumerable<(long Sequence, Guid Id)> ReadAsync(
        Journal journal, long from, long to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (from < to)
        {
            IReadOnlyList<JournalEntry> entries;
            try
            {
                entries = await journal.ReadAsync(from, ReadLength, EntryContent.Fact, cancellationToken).ConfigureAwait(false);
            }
            catch (DamagedEntriesException e)
            {
                from = e.Damage.EndSequence;
                continue;
            }

            if (entries.Count == 0)
            {
                yield break;
            }

            foreach (JournalEntry entry in entries)
            {
                if (entry.Sequence < to && TryRead(entry.Fact.Span, out Guid id))
                {
                    yield return (entry.Sequence, id);
                }
            }

            from = entries[^1].Sequence + 1;
        }
    }

    /// <summary>
    /// The member <c>id</c> of a fact. A fact is canonical JSON of one level before its <c>log</c>, and inside its strings quotation marks are escaped, so these six bytes stand only there.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> fact, out Guid id)
    {
        int at = fact.IndexOf("\"id\":\""u8);
        id = default;
        return at >= 0 && Utf8Parser.TryParse(fact[(at + 6)..], out id, out int length) && length == 36;
    }
}
