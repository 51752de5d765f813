using System.Collections.Concurrent;
using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.Ids;
using MetaLogging.Journaling;

namespace MetaLogging.Recording;

/// <summary>
/// The one road in. Its stages: take (check every field, enrich with id, time and source, make fact and detail), recognise (ids that were
/// there before), append (the journal, flushed). What is refused leaves no trace.
/// </summary>
internal sealed class RecordingPipeline(Journal journal, IdIndex ids, RecordingClock clock, Recorder application)
{
    readonly IdClaims _claims = new();
    readonly Recognition _recognition = new(journal, ids);
    readonly ConcurrentBag<EntryEncoder> _encoders = [];
    readonly ConcurrentBag<EventIds> _newIds = [];

    /// <summary>The application itself, as a recorder.</summary>
    public Recorder Application => application;

    /// <summary>Begins a batch of events that come one by one; it is disposed, or recorded.</summary>
    public EventIntake Begin(Recorder recorder, BatchOptions options) => new(
        clock, recorder, options,
        _encoders.TryTake(out EntryEncoder? encoder) ? encoder : new EntryEncoder(),
        _newIds.TryTake(out EventIds? newIds) ? newIds : new EventIds());

    /// <summary>Runs a batch through all stages and answers what became of each event, when that is certain.</summary>
    /// <param name="events">The events, in the order of their sequences.</param>
    /// <param name="recorder">On whose behalf.</param>
    /// <param name="options">Whether one refused event refuses them all.</param>
    /// <param name="cancellationToken">Honoured until the batch is queued.</param>
    public Task<RecordingOutcome[]> RecordAsync(
        IReadOnlyList<TrailEvent> events, Recorder recorder, BatchOptions options, CancellationToken cancellationToken)
    {
        EventIntake intake = Begin(recorder, options);
        foreach (TrailEvent item in events)
        {
            intake.Add(item);
        }

        return RecordAsync(intake, cancellationToken);
    }

    /// <summary>Runs what was taken through the remaining stages. The intake is used up.</summary>
    /// <inheritdoc cref="RecordAsync(IReadOnlyList{TrailEvent}, Recorder, BatchOptions, CancellationToken)"/>
    public async Task<RecordingOutcome[]> RecordAsync(EventIntake intake, CancellationToken cancellationToken)
    {
        RecordingOutcome[] outcomes = intake.ToOutcomes();
        EntryBatch? batch = null;
        try
        {
            if (intake.Entries.Count == 0 || !intake.IsWanted)
            {
                return outcomes;
            }

            batch = intake.Complete();
            await StampClockStepAsync(intake.ClockStep, cancellationToken).ConfigureAwait(false);
            List<IdClaims.TenantId> claims = IdsGiven(intake.Entries);
            if (claims.Count == 0)
            {
                EntryBatch whole = batch;
                batch = null;
                Number(outcomes, await AppendAsync(whole, intake.Entries, cancellationToken).ConfigureAwait(false));
                return outcomes;
            }

            int claimed = 0;
            try
            {
                for (; claimed < claims.Count; claimed++)
                {
                    await _claims.ClaimAsync(claims[claimed], cancellationToken).ConfigureAwait(false);
                }

                bool hasConflict = await _recognition.RunAsync(batch, intake.Entries, outcomes, cancellationToken).ConfigureAwait(false);
                if (hasConflict && !intake.Options.ConflictIsDuplicate && !intake.Options.SkipInvalid)
                {
                    return outcomes;
                }

                (batch, IReadOnlyList<EventIntake.Taken> kept) = Keep(batch, intake.Entries, outcomes);
                if (kept.Count > 0)
                {
                    EntryBatch rest = batch;
                    batch = null;
                    Number(outcomes, await AppendAsync(rest, kept, cancellationToken).ConfigureAwait(false));
                }

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
        finally
        {
            batch?.Dispose();
            Return(intake);
        }
    }

    /// <summary>Gives back what an intake had that is not to be recorded.</summary>
    public void Return(EventIntake intake)
    {
        intake.Dispose();
        _encoders.Add(intake.Encoder);
        _newIds.Add(intake.NewIds);
    }

    /// <summary>Records one of the trail's own events; it may use the journal's reserve.</summary>
    public async Task<long> RecordOwnAsync(AuditEvent own, LogOrder? order, CancellationToken cancellationToken)
    {
        EventIntake intake = Begin(application, BatchOptions.Strict);
        try
        {
            long now = clock.Now(out _);
            Guid id = own.Id ?? intake.NewIds.New(now);
            intake.Encoder.Add(own, new EntryStamp(id, now, application.Name, application.Source) { Order = order });
            EntryBatch batch = intake.Encoder.Complete();
            batch.Tag = new List<Guid> { id };
            return await journal.AppendAsync(batch, AppendPurpose.Own, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Return(intake);
        }
    }

    /// <summary>The sequences that an id may have.</summary>
    public ValueTask FindAsync(Guid id, List<long> sequences, CancellationToken cancellationToken) =>
        _recognition.FindAsync(id, sequences, cancellationToken);

    ValueTask<long> AppendAsync(EntryBatch batch, IReadOnlyList<EventIntake.Taken> entries, CancellationToken cancellationToken)
    {
        List<Guid> newIds = new(entries.Count);
        foreach (EventIntake.Taken entry in entries)
        {
            newIds.Add(entry.Id.Id);
        }

        batch.Tag = newIds;
        return journal.AppendAsync(batch, AppendPurpose.Event, cancellationToken);
    }

    /// <summary>The ids that senders gave, in ascending order, each once.</summary>
    static List<IdClaims.TenantId> IdsGiven(IReadOnlyList<EventIntake.Taken> entries)
    {
        List<IdClaims.TenantId> given = [];
        foreach (EventIntake.Taken entry in entries)
        {
            if (entry.IsIdGiven)
            {
                given.Add(entry.Id);
            }
        }

        given.Sort();
        int kept = 0;
        for (int i = 0; i < given.Count; i++)
        {
            if (kept == 0 || given[kept - 1] != given[i])
            {
                given[kept++] = given[i];
            }
        }

        given.RemoveRange(kept, given.Count - kept);
        return given;
    }

    /// <summary>What is new. Usually that is all of it; otherwise the old batch is disposed.</summary>
    static (EntryBatch Batch, IReadOnlyList<EventIntake.Taken> Entries) Keep(
        EntryBatch batch, IReadOnlyList<EventIntake.Taken> entries, RecordingOutcome[] outcomes)
    {
        bool[] kept = [.. entries.Select(entry => outcomes[entry.Index].State == RecordingState.Recorded)];
        if (!kept.Contains(false))
        {
            return (batch, entries);
        }

        using (batch)
        {
            return (batch.Where(kept), [.. entries.Where((_, place) => kept[place])]);
        }
    }

    static void Number(RecordingOutcome[] outcomes, long first)
    {
        long next = first;
        foreach (ref RecordingOutcome outcome in outcomes.AsSpan())
        {
            if (outcome.State == RecordingState.Recorded)
            {
                outcome.Sequence = next++;
            }
            else if (outcome.Sequence < 0)
            {
                outcome.Sequence = outcomes[~outcome.Sequence].Sequence;   // a copy of an event of this batch, which stands before it
            }
        }
    }

    async ValueTask StampClockStepAsync(long step, CancellationToken cancellationToken)
    {
        if (step != 0)
        {
            var order = new ClockStep(step / (double)UnixTime.NanosecondsPerSecond);
            await RecordOwnAsync(OwnEvents.ClockStepped, order, cancellationToken).ConfigureAwait(false);
        }
    }
}
