using System.Collections.Concurrent;
using MetaLogging.Entries;
using MetaLogging.Ids;
using MetaLogging.Journaling;

namespace MetaLogging.Recording;

/// <summary>Recognises events whose id was there before, in the journal or earlier in the same batch: a duplicate, or a conflict.</summary>
internal sealed class Recognition(Journal journal, IdIndex ids)
{
    /// <summary>What an entry has in bytes, about.</summary>
    const int EntryLength = 600;

    const int LongestRead = 4 << 20;
    readonly ConcurrentBag<EntryView> _views = [];

    /// <summary>
    /// Compares what was there before with what is brought, and answers whether something is in conflict. The sequence of a copy of an
    /// event of the batch is the complement of that event's index.
    /// </summary>
    public async ValueTask<bool> RunAsync(
        EntryBatch batch, IReadOnlyList<EventIntake.Taken> entries, RecordingOutcome[] outcomes, CancellationToken cancellationToken)
    {
        bool hasConflict = await CompareWithJournalAsync(batch, entries, outcomes, cancellationToken).ConfigureAwait(false);
        Dictionary<IdClaims.TenantId, int> places = [];
        for (int place = 0; place < entries.Count; place++)
        {
            EventIntake.Taken entry = entries[place];
            if (entry.IsIdGiven && outcomes[entry.Index].State == RecordingState.Recorded && !places.TryAdd(entry.Id, place))
            {
                int first = places[entry.Id];
                Compare(batch, place, entry, EntryAt(batch, first), ref outcomes[entry.Index]);
                outcomes[entry.Index].Sequence = ~entries[first].Index;
                hasConflict |= outcomes[entry.Index].State == RecordingState.Conflict;
            }
        }

        return hasConflict;
    }

    /// <summary>The sequences that an id may have.</summary>
    public async ValueTask FindAsync(Guid id, List<long> sequences, CancellationToken cancellationToken)
    {
        while (true)
        {
            sequences.Clear();
            try
            {
                ids.Find(id, sequences);
                return;
            }
            catch (IdRunDamagedException e)
            {
                await ids.MendAsync(e, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    async ValueTask<bool> CompareWithJournalAsync(
        EntryBatch batch, IReadOnlyList<EventIntake.Taken> entries, RecordingOutcome[] outcomes, CancellationToken cancellationToken)
    {
        List<(long Sequence, int Place)> candidates = [];
        List<long> sequences = [];
        for (int place = 0; place < entries.Count; place++)
        {
            if (entries[place].IsIdGiven)
            {
                await FindAsync(entries[place].Id.Id, sequences, cancellationToken).ConfigureAwait(false);
                foreach (long sequence in sequences)
                {
                    candidates.Add((sequence, place));
                }
            }
        }

        // In the order of the journal, so that what lies together is read together: a log that is imported again is all of it there.
        candidates.Sort();
        bool hasConflict = false;
        for (int i = 0; i < candidates.Count;)
        {
            int length = Math.Clamp(Neighbours(candidates, i) * EntryLength, 1, LongestRead);
            long first = candidates[i].Sequence;
            await journal.WaitForAsync(first, cancellationToken).ConfigureAwait(false);   // the index learns of an id a moment before readers do
            IReadOnlyList<JournalEntry> found =
                await journal.ReadAsync(first, length, EntryContent.FactAndDetail, cancellationToken).ConfigureAwait(false);
            for (; i < candidates.Count && candidates[i].Sequence - first < found.Count; i++)
            {
                (long sequence, int place) = candidates[i];
                ref RecordingOutcome outcome = ref outcomes[entries[place].Index];
                if (Compare(batch, place, entries[place], found[(int)(sequence - first)], ref outcome))
                {
                    outcome.Sequence = sequence;
                    hasConflict |= outcome.State == RecordingState.Conflict;
                }
            }
        }

        return hasConflict;
    }

    /// <summary>How many candidates follow each other closely from one on, but for that one.</summary>
    static int Neighbours(List<(long Sequence, int Place)> candidates, int from)
    {
        int i = from + 1;
        while (i < candidates.Count && candidates[i].Sequence - candidates[i - 1].Sequence < 16)
        {
            i++;
        }

        return i - from - 1;
    }

    /// <summary>Whether a stored entry has this id in this tenant; then the outcome says whether the content is the same, too.</summary>
    bool Compare(EntryBatch batch, int place, EventIntake.Taken entry, in JournalEntry stored, ref RecordingOutcome outcome)
    {
        EntryView there = Rent();
        EntryView sent = Rent();
        try
        {
            there.Read(stored);
            if (there.Id != entry.Id.Id || there.TenantId.ToString() != entry.Id.Tenant)
            {
                return false;
            }

            sent.Read(EntryAt(batch, place));
            IReadOnlyList<string> fields = EntryComparison.Differences(sent, entry.IsTimed, there);
            outcome.State = fields.Count == 0 ? RecordingState.Duplicate : RecordingState.Conflict;
            outcome.ConflictingFields = fields;
            return true;
        }
        finally
        {
            _views.Add(there);
            _views.Add(sent);
        }
    }

    static JournalEntry EntryAt(EntryBatch batch, int place) => new(place, batch.FactAt(place).ToArray(), batch.DetailAt(place).ToArray());

    EntryView Rent() => _views.TryTake(out EntryView? view) ? view : new EntryView();
}
