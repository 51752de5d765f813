using System.Collections.Concurrent;
using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.Ids;
using MetaLogging.Journaling;
using MetaLogging.Validation;

namespace MetaLogging.Recording;

/// <summary>
/// The one road in. Its stages: check (every field), enrich (id, time, source), recognise (ids that were there before), protect (fact and detail), append
/// (the journal, flushed). What is refused leaves no trace.
/// </summary>
internal sealed class RecordingPipeline(Journal journal, IdIndex ids, RecordingClock clock, string applicationName)
{
    /// <summary>What an entry has in bytes, about.</summary>
    const int EntryLength = 600;

    const int LongestRead = 4 << 20;
    readonly IdClaims _claims = new();
    readonly ConcurrentBag<EntryEncoder> _encoders = [];
    readonly ConcurrentBag<EntryView> _views = [];
    readonly ConcurrentBag<EventIds> _newIds = [];

    /// <summary>Runs a batch through all stages and answers what became of each event, when that is certain.</summary>
    /// <param name="events">The events, in the order of their sequences.</param>
    /// <param name="options">Whether one refused event refuses them all.</param>
    public async Task<RecordingOutcome[]> RecordAsync(IReadOnlyList<TrailEvent> events, BatchOptions options, CancellationToken cancellationToken)
    {
        var outcomes = new RecordingOutcome[events.Count];
        if (!Check(events, outcomes) && !options.SkipInvalid)
        {
            return outcomes;
        }

        await StampClockStepAsync(cancellationToken).ConfigureAwait(false);
        List<IdClaims.TenantId> claims = Identify(events, outcomes);
        int claimed = 0;
        try
        {
            for (; claimed < claims.Count; claimed++)
            {
                await _claims.ClaimAsync(claims[claimed], cancellationToken).ConfigureAwait(false);
            }

            bool isRefused = !await RecogniseAsync(events, outcomes, cancellationToken).ConfigureAwait(false);
            if (isRefused && !options.ConflictIsDuplicate && !options.SkipInvalid)
            {
                return outcomes;
            }

            EntryBatch batch = Protect(events, outcomes, out bool hasConflict);
            if (batch.Count == 0 || (hasConflict && !options.ConflictIsDuplicate && !options.SkipInvalid))
            {
                batch.Dispose();
                return outcomes;
            }

            long first = await journal.AppendAsync(batch, AppendPurpose.Event, cancellationToken).ConfigureAwait(false);
            Number(outcomes, first);
            return outcomes;
        }
        finally
        {
            for (int i = 0; i < claimed; i++)
            {
                _claims.Release(claims[i]);
            }
        }
    }

    /// <summary>Records one of the trail's own events; it may use the journal's reserve.</summary>
    public async Task<long> RecordOwnAsync(AuditEvent own, LogOrder? order, CancellationToken cancellationToken)
    {
        long now = clock.Now(out _);
        Guid id = NewId(now);
        EntryEncoder encoder = Rent();
        encoder.Add(own, new EntryStamp(id, now, applicationName, applicationName) { Order = order });
        EntryBatch batch = encoder.Complete();
        _encoders.Add(encoder);
        batch.Tag = new List<Guid> { id };
        return await journal.AppendAsync(batch, AppendPurpose.Own, cancellationToken).ConfigureAwait(false);
    }

    bool Check(IReadOnlyList<TrailEvent> events, RecordingOutcome[] outcomes)
    {
        long now = clock.ClockNanoseconds;
        bool isRight = true;
        List<EventProblem> problems = [];
        for (int i = 0; i < events.Count; i++)
        {
            EventValidator.Validate(events[i], now, problems);
            if (problems.Count > 0)
            {
                outcomes[i].State = RecordingState.Invalid;
                outcomes[i].Problems = problems;
                problems = [];
                isRight = false;
            }
        }

        return isRight;
    }

    /// <summary>Gives every event its id and answers the ids that callers chose, in ascending order, each once.</summary>
    List<IdClaims.TenantId> Identify(IReadOnlyList<TrailEvent> events, RecordingOutcome[] outcomes)
    {
        List<IdClaims.TenantId> chosen = [];
        EventIds newIds = _newIds.TryTake(out EventIds? pooled) ? pooled : new EventIds();
        long now = clock.ClockNanoseconds;
        for (int i = 0; i < events.Count; i++)
        {
            if (outcomes[i].State == RecordingState.Recorded)
            {
                outcomes[i].Id = events[i].Id ?? newIds.New(now);
                if (events[i].Id is { } id)
                {
                    chosen.Add(new(id, events[i].TenantId));
                }
            }
        }

        _newIds.Add(newIds);
        chosen.Sort();
        int kept = 0;
        for (int i = 0; i < chosen.Count; i++)
        {
            if (kept == 0 || chosen[kept - 1] != chosen[i])
            {
                chosen[kept++] = chosen[i];
            }
        }

        chosen.RemoveRange(kept, chosen.Count - kept);
        return chosen;
    }

    /// <summary>Compares what was there before with what is brought; answers false when something is in conflict.</summary>
    async ValueTask<bool> RecogniseAsync(IReadOnlyList<TrailEvent> events, RecordingOutcome[] outcomes, CancellationToken cancellationToken)
    {
        List<(long Sequence, int Index)> candidates = [];
        List<long> sequences = [];
        for (int i = 0; i < events.Count; i++)
        {
            if (outcomes[i].State == RecordingState.Recorded && events[i].Id is { } id)
            {
                await FindAsync(id, sequences, cancellationToken).ConfigureAwait(false);
                foreach (long sequence in sequences)
                {
                    candidates.Add((sequence, i));
                }
            }
        }

        // In the order of the journal, so that what lies together is read together: a log that is imported again is all of it there.
        candidates.Sort();
        bool isNew = true;
        for (int i = 0; i < candidates.Count;)
        {
            int length = Math.Clamp(Neighbours(candidates, i) * EntryLength, 1, LongestRead);
            long first = candidates[i].Sequence;
            await journal.WaitForAsync(first, cancellationToken).ConfigureAwait(false);   // the index learns of an id a moment before readers do
            IReadOnlyList<JournalEntry> entries =
                await journal.ReadAsync(first, length, EntryContent.FactAndDetail, cancellationToken).ConfigureAwait(false);
            for (; i < candidates.Count && candidates[i].Sequence - first < entries.Count; i++)
            {
                (long sequence, int index) = candidates[i];
                if (Compare(events[index], outcomes[index].Id, entries[(int)(sequence - first)], ref outcomes[index]))
                {
                    outcomes[index].Sequence = sequence;
                    isNew &= outcomes[index].State != RecordingState.Conflict;
                }
            }
        }

        return isNew;
    }

    /// <summary>How many candidates follow each other closely from one on, but for that one.</summary>
    static int Neighbours(List<(long Sequence, int Index)> candidates, int from)
    {
        int i = from + 1;
        while (i < candidates.Count && candidates[i].Sequence - candidates[i - 1].Sequence < 16)
        {
            i++;
        }

        return i - from - 1;
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

    /// <summary>Whether the entry has this id in this tenant; then the outcome says whether the content is the same, too.</summary>
    bool Compare(TrailEvent item, Guid id, in JournalEntry entry, ref RecordingOutcome outcome)
    {
        EntryView view = _views.TryTake(out EntryView? pooled) ? pooled : new EntryView();
        try
        {
            view.Read(entry);
            if (view.Id != id || view.TenantId.ToString() != item.TenantId)
            {
                return false;
            }

            IReadOnlyList<string> fields = EntryComparison.Differences(item, applicationName, view);
            outcome.State = fields.Count == 0 ? RecordingState.Duplicate : RecordingState.Conflict;
            outcome.ConflictingFields = fields;
            return true;
        }
        finally
        {
            _views.Add(view);
        }
    }

    /// <summary>Makes fact and detail of what is new. A second copy inside the batch is compared with the first.</summary>
    EntryBatch Protect(IReadOnlyList<TrailEvent> events, RecordingOutcome[] outcomes, out bool hasConflict)
    {
        EntryEncoder encoder = Rent();
        List<Guid> newIds = new(events.Count);
        Dictionary<IdClaims.TenantId, int>? places = events.Count > 1 ? [] : null;
        List<(int Index, int Place)> copies = [];
        long recordedAt = clock.Now(out _);
        for (int i = 0; i < events.Count; i++)
        {
            if (outcomes[i].State != RecordingState.Recorded)
            {
                continue;
            }

            TrailEvent item = events[i];
            if (places is not null && item.Id is { } id && !places.TryAdd(new(id, item.TenantId), newIds.Count))
            {
                copies.Add((i, places[new(id, item.TenantId)]));
                continue;
            }

            encoder.Add(item, new EntryStamp(outcomes[i].Id, recordedAt, applicationName, applicationName));
            newIds.Add(outcomes[i].Id);
        }

        EntryBatch batch = encoder.Complete();
        _encoders.Add(encoder);
        batch.Tag = newIds;
        hasConflict = false;
        foreach ((int index, int place) in copies)
        {
            var first = new JournalEntry(place, batch.FactAt(place).ToArray(), batch.DetailAt(place).ToArray());
            Compare(events[index], outcomes[index].Id, first, ref outcomes[index]);
            outcomes[index].Sequence = ~place;
            hasConflict |= outcomes[index].State == RecordingState.Conflict;
        }

        return batch;
    }

    static void Number(RecordingOutcome[] outcomes, long first)
    {
        long next = first;
        for (int i = 0; i < outcomes.Length; i++)
        {
            ref RecordingOutcome outcome = ref outcomes[i];
            if (outcome.State == RecordingState.Recorded)
            {
                outcome.Sequence = next++;
            }
            else if (outcome.Sequence < 0)
            {
                outcome.Sequence = first + ~outcome.Sequence;   // a copy of an event of this batch
            }
        }
    }

    async ValueTask StampClockStepAsync(CancellationToken cancellationToken)
    {
        _ = clock.Now(out long step);
        if (step != 0)
        {
            var order = new ClockStep(step / (double)UnixTime.NanosecondsPerSecond);
            await RecordOwnAsync(OwnEvents.ClockStepped, order, cancellationToken).ConfigureAwait(false);
        }
    }

    Guid NewId(long now)
    {
        EventIds newIds = _newIds.TryTake(out EventIds? pooled) ? pooled : new EventIds();
        Guid id = newIds.New(now);
        _newIds.Add(newIds);
        return id;
    }

    EntryEncoder Rent() => _encoders.TryTake(out EntryEncoder? encoder) ? encoder : new EntryEncoder();
}
