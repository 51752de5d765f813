using MetaLogging.Configuration;
using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.Journaling;
using MetaLogging.Json;
using MetaLogging.Numbers;
using MetaLogging.Recording;
using MetaLogging.Remote;
using MetaLogging.Stores;
using Microsoft.Extensions.Logging;

namespace MetaLogging.Forwarding;

/// <summary>
/// A server as what follows the journal of a queue: it is sent the events in order, with their ids, timestamps and sources, and what it has is dropped from the queue, by
/// whole segments. Own events stay behind, but for gaps: what the server should know of the application's trail is what is missing. Questions are not asked here.
/// </summary>
internal sealed class ServerStore(MetaLoggingOptions options, RemoteAuditTrail server, TimeProvider time, ILogger logger) : IEventStore
{
    /// <summary>The most events of a batch, and about the most bytes of their entries.</summary>
    const int MostEvents = 1000;

    const int MostBytes = 2 << 20;

    readonly DeliveryFiles _files = new(options.DataDirectory);
    readonly ServerWriter _writer = new(server, time);
    readonly EntryView _view = new();
    DeliveryState _state = DeliveryState.Begin("");
    volatile IReadOnlyList<SetAside> _setAside = [];

    /// <inheritdoc/>
    public string Name => "server";

    /// <inheritdoc/>
    public string Title => server.Failures.Title;

    /// <summary>The trail whose journal is the queue.</summary>
    public AuditTrail Queue { get; set; } = null!;

    /// <inheritdoc/>
    public async ValueTask<long> OpenAsync(string origin, CancellationToken cancellationToken)
    {
        Use(_files.Read(origin));
        await TellGapsAsync(cancellationToken).ConfigureAwait(false);
        ForwardingLog.Opened(logger, Title, _state.Next, origin);
        return _state.Next;
    }

    /// <inheritdoc/>
    public async ValueTask ApplyAsync(IReadOnlyList<JournalEntry> entries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entries);
        List<QueuedEvent> batch = [];
        int bytes = 0;
        foreach (JournalEntry entry in entries.Where(entry => entry.Sequence >= _state.Next))   // a failure midway does not begin again
        {
            if (Read(entry, out string? problem) is { } item)
            {
                batch.Add(item);
                bytes += entry.Fact.Length + entry.Detail.Length;
            }

            if (batch.Count == MostEvents || bytes >= MostBytes || problem is not null)
            {
                await DeliverAsync(batch, problem is null ? entry.Sequence + 1 : entry.Sequence, cancellationToken).ConfigureAwait(false);
                batch.Clear();
                bytes = 0;
            }

            if (problem is not null)
            {
                await SkipAsync(new SetAside(entry.Sequence, entry.Sequence + 1, problem), cancellationToken).ConfigureAwait(false);
            }
        }

        await DeliverAsync(batch, entries[^1].Sequence + 1, cancellationToken).ConfigureAwait(false);
        await TellGapsAsync(cancellationToken).ConfigureAwait(false);
        await DropDeliveredAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>Orders are about the queue itself.</remarks>
    public ValueTask ApplyAsync(JournalEntry order, LogOrder what, CancellationToken cancellationToken)
    {
        Write(_state with { Next = order.Sequence + 1 });
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    /// <remarks>What the queue no longer keeps was delivered, even if that was forgotten.</remarks>
    public async ValueTask SkipAsync(SetAside range, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(range);
        DeliveryState next = _state with { Next = range.EndSequence };
        if (range.EndSequence > Queue.Journal.FirstSequence)
        {
            DateTimeOffset now = time.GetUtcNow();
            next = next.With([range], new UntoldGap(NewId(), now, now, range.EndSequence - range.FirstSequence, range.Reason));
        }

        Write(next);
        await TellGapsAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SetAside>> ReadSetAsideAsync(CancellationToken cancellationToken) => ValueTask.FromResult(_setAside);

    /// <inheritdoc/>
    public ValueTask<StorePage> QueryAsync(StoreQuery query, CancellationToken cancellationToken) => throw NotHere();

    /// <inheritdoc/>
    public ValueTask<PrivacyReport> ReportPrivacyAsync(ReportScope scope, CancellationToken cancellationToken) => throw NotHere();

    /// <inheritdoc/>
    public ValueTask<EventCounts> CountAsync(TimeRange range, string? tenantId, CancellationToken cancellationToken) => throw NotHere();

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ConfigurationIssue>> FindIssuesAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(DeliveryIssues.Find(Queue, _writer.LastStatus, _setAside, _files.Refused));

    /// <inheritdoc/>
    public ValueTask ClearAsync(CancellationToken cancellationToken)
    {
        Write(DeliveryState.Begin(Queue.Origin));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The event that an entry is; null where it is not to be sent, or can't be read.</summary>
    QueuedEvent? Read(JournalEntry entry, out string? problem)
    {
        problem = null;
        try
        {
            _view.Read(entry);
            return _view.IsOwn && _view.Action.ToString() != OwnEvents.GapAction ? null : new(entry.Sequence, _view.ToRecorded(_state.Origin).Event);
        }
        catch (EntryFormatException e)
        {
            problem = e.Message;
            return null;
        }
    }

    async Task DeliverAsync(List<QueuedEvent> batch, long next, CancellationToken cancellationToken)
    {
        IReadOnlyList<RefusedEvent> refused = batch.Count == 0 ? [] : await _writer.SendAsync(batch, cancellationToken).ConfigureAwait(false);
        Write(refused.Count == 0 ? _state with { Next = next } : SetAside(refused) with { Next = next });
    }

    /// <summary>First the events are kept, then that they were refused: a crash between the two keeps them twice, and never not at all.</summary>
    DeliveryState SetAside(IReadOnlyList<RefusedEvent> refused)
    {
        CanonicalBuffer lines = new();
        foreach (RefusedEvent one in refused)
        {
            EventWriter.Write(lines, one.Item.Event);
            lines.Byte((byte)'\n');
        }

        Write(() => _files.Keep(lines.WrittenMemory.Span));
        ForwardingLog.Refused(logger, refused.Count, refused[0].Item.Sequence, _files.Refused, refused[0].Reason);
        // That a gap was refused is seen here; a gap about it would be refused likewise.
        TrailEvent[] lost = [.. refused.Select(one => one.Item.Event).Where(item => item is not AuditEvent { Action: OwnEvents.GapAction })];
        UntoldGap? gap = lost.Length == 0 ? null : new(
            NewId(), lost.Min(item => item.Timestamp)!.Value, lost.Max(item => item.Timestamp)!.Value, lost.Length, "The server refused them: " + refused[0].Reason);
        return _state.With(refused.Select(one => new SetAside(one.Item.Sequence, one.Item.Sequence + 1, one.Reason)), gap);
    }

    /// <summary>Records what was refused as gaps, which come to the server in their turn.</summary>
    async Task TellGapsAsync(CancellationToken cancellationToken)
    {
        while (_state.Gaps is [var gap, ..])
        {
            try
            {
                if ((await Queue.FindAsync(gap.Id, cancellationToken: cancellationToken).ConfigureAwait(false)).Count == 0)
                {
                    AuditEvent own = OwnEvents.Gap(Queue.Application.Source, gap.From, gap.To, gap.Count, gap.Reason) with { Id = gap.Id };
                    await Queue.RecordOwnAsync(own, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (JournalException e)
            {
                throw new StoreException($"What {Title} refused can't be told of as a gap: {e.Message}", e) { IsTransient = true };
            }

            Write(_state with { Gaps = [.. _state.Gaps.Skip(1)] });
        }
    }

    async Task DropDeliveredAsync(CancellationToken cancellationToken)
    {
        if (!Queue.IsOpen || Queue.Journal.SegmentBoundary(_state.Next) <= Queue.Journal.FirstSequence)
        {
            return;
        }

        try
        {
            await Queue.DropBeforeAsync(_state.Next, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is JournalException or IOException or UnauthorizedAccessException)
        {
            ForwardingLog.NotDropped(logger, e.Message);   // it is tried again with the next batch
        }
    }

    void Write(DeliveryState state)
    {
        Write(() => _files.Write(state));
        Use(state);
    }

    void Write(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"How far the delivery to {Title} is can't be written: {e.Message}", e) { IsTransient = true };
        }
    }

    void Use(DeliveryState state)
    {
        _state = state;
        _setAside = state.SetAside;
    }

    Guid NewId() => Guid.CreateVersion7(time.GetUtcNow());

    StoreException NotHere() => new($"The trail here is the queue of events for {Title}. Ask IAuditTrail, which asks the server.");
}
