using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.Journaling;
using MetaLogging.Json;
using MetaLogging.Validation;

namespace MetaLogging.Recording;

/// <summary>
/// Takes the events of a batch one by one, checks them, and makes entries of them at once: however slowly a batch comes, nothing is held of it but the
/// bytes that will be written. Not thread-safe; one use.
/// </summary>
internal sealed class EventIntake(RecordingClock clock, Recorder recorder, BatchOptions options, EntryEncoder encoder, EventIds newIds) : IDisposable
{
    /// <summary>Facts are committed to their details when so many bytes are there: enough to hash side by side, few enough to be in the cache.</summary>
    const int CommitAt = 128 << 10;

    readonly List<RecordingOutcome> _outcomes = [];
    readonly List<Taken> _taken = [];
    readonly List<EventProblem> _problems = [];
    EntryBatch? _batch;

    /// <summary>How many events came, the refused ones included.</summary>
    public int Count => _outcomes.Count;

    /// <summary>How many bytes are held.</summary>
    public int Length => (_batch?.Length ?? 0) + encoder.Length;

    /// <summary>How many events were refused.</summary>
    public int Refused { get; private set; }

    /// <summary>The kind of the last event that could be read; null before.</summary>
    public EventKind? LastKind { get; private set; }

    /// <summary>Whether it will be recorded: nothing was refused, or what was refused may be skipped.</summary>
    public bool IsWanted => Refused == 0 || options.SkipInvalid;

    /// <summary>What becomes of a batch in which not everything is new and right.</summary>
    public BatchOptions Options => options;

    /// <summary>How far the clock went back meanwhile, where that is to be journaled, in nanoseconds; otherwise 0.</summary>
    public long ClockStep { get; private set; }

    /// <summary>The entries so far, by their place.</summary>
    public IReadOnlyList<Taken> Entries => _taken;

    internal EntryEncoder Encoder => encoder;

    internal EventIds NewIds => newIds;

    /// <summary>Takes an event.</summary>
    public void Add(TrailEvent item)
    {
        LastKind = item.Kind;
        if (recorder.TenantId is { } tenant)
        {
            if (item.TenantId is null)
            {
                item = item with { TenantId = tenant };
            }
            else if (item.TenantId != tenant)
            {
                _problems.Add(new("tenant_id", ProblemText.OtherTenant));
            }
        }

        long now = clock.Now(out long step);
        ClockStep += step;
        EventValidator.Validate(item, now, _problems, recorder.MayTellGaps ? EventAuthor.OtherJournal : EventAuthor.Caller);
        if (_problems.Count > 0)
        {
            Refuse(item.Kind);
            return;
        }

        Guid id = item.Id ?? newIds.New(now);
        _outcomes.Add(new() { Id = id, Kind = item.Kind });
        if (IsWanted)
        {
            encoder.Add(item, new EntryStamp(id, now, recorder.Name, recorder.Source));
            _taken.Add(new(_outcomes.Count - 1, new(id, item.TenantId), item.Id is not null, item.TimestampNanoseconds is not null));
            if (encoder.Length >= CommitAt)
            {
                Commit();
            }
        }
    }

    /// <summary>Takes an event that came as one JSON object.</summary>
    /// <param name="json">UTF-8; it is not kept.</param>
    /// <param name="kind">The kind; null: its member <c>kind</c> says it.</param>
    public void Add(ReadOnlySpan<byte> json, EventKind? kind)
    {
        if (EventReader.TryRead(json, kind, _problems, out TrailEvent? item))
        {
            Add(item!);
        }
        else
        {
            Refuse(kind);
        }
    }

    /// <summary>Takes note of an event that could not be read.</summary>
    public void AddRefused(EventProblem problem)
    {
        _problems.Add(problem);
        Refuse(null);
    }

    /// <summary>What became of the events so far, in their order.</summary>
    public RecordingOutcome[] ToOutcomes() => [.. _outcomes];

    /// <summary>All entries as one batch, which the caller owns; there is at least one.</summary>
    public EntryBatch Complete()
    {
        Commit();
        EntryBatch batch = _batch!;
        _batch = null;
        return batch;
    }

    /// <summary>Forgets what was taken.</summary>
    public void Dispose()
    {
        _batch?.Dispose();
        _batch = null;
        encoder.Clear();
    }

    void Commit()
    {
        // Most batches are one event; a large one gets room for what usually follows.
        _batch ??= new EntryBatch(encoder.Length >= CommitAt ? 4 * CommitAt : encoder.Length + (8 * encoder.Count));
        encoder.CompleteInto(_batch);
    }

    void Refuse(EventKind? kind)
    {
        _outcomes.Add(new() { State = RecordingState.Invalid, Kind = kind, Problems = [.. _problems] });
        _problems.Clear();
        if (++Refused == 1 && !options.SkipInvalid)
        {
            Dispose();   // nothing of the batch will be kept
            _taken.Clear();
        }
    }

    /// <summary>An event that became an entry.</summary>
    /// <param name="Index">Its place among all events.</param>
    /// <param name="Id">Its id and tenant.</param>
    /// <param name="IsIdGiven">Whether its sender gave the id.</param>
    /// <param name="IsTimed">Whether its sender gave a timestamp.</param>
    internal readonly record struct Taken(int Index, IdClaims.TenantId Id, bool IsIdGiven, bool IsTimed);
}
