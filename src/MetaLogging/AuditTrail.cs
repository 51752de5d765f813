using System.ComponentModel.DataAnnotations;
using MetaLogging.Capturing;
using MetaLogging.Configuration;
using MetaLogging.Context;
using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.Forwarding;
using MetaLogging.Hosting;
using MetaLogging.Ids;
using MetaLogging.Journaling;
using MetaLogging.Numbers;
using MetaLogging.Projections;
using MetaLogging.Publishing;
using MetaLogging.Queries;
using MetaLogging.Recording;
using MetaLogging.Signing;
using MetaLogging.Stores;
using MetaLogging.Telemetry;
using MetaLogging.Validation;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MetaLogging;

/// <summary>
/// The audit trail of a folder on this machine: <c>await using var trail = new AuditTrail(options, [store]); await trail.StartAsync();</c>
/// </summary>
public sealed partial class AuditTrail : IAuditTrail, IGapRecorder, IHostedTrail, IAsyncDisposable
{
    readonly MetaLoggingOptions _options;
    readonly IReadOnlyList<IEventStore> _stores;
    readonly TimeProvider _time;
    readonly ILogger _logger;
    readonly SemaphoreSlim _starting = new(1, 1);
    ProjectionSet? _projections;
    TrailTelemetry? _telemetry;
    Journal? _journal;
    IdIndex? _ids;
    RecordingPipeline? _pipeline;
    QueryRunner? _queries;
    LogOrders? _orders;
    SignedLog? _signedLog;
    KeyRotation? _rotation;
    Publisher? _publisher;
    bool _isDisposed;

    /// <summary>Makes a trail; <see cref="StartAsync"/> opens it. The trail owns the stores.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="stores">
    /// The stores that follow the journal. The one that <see cref="QueriesOptions.Store"/> names answers queries, or else the first one. None: queries throw.
    /// </param>
    /// <param name="time">The clock; null: the system's.</param>
    /// <param name="logger">Where it speaks; null: nowhere.</param>
    public AuditTrail(
        MetaLoggingOptions options, IReadOnlyList<IEventStore> stores, TimeProvider? time = null, ILogger<AuditTrail>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(stores);
        _options = options;
        _stores = stores;
        _time = time ?? TimeProvider.System;
        _logger = logger ?? NullLogger<AuditTrail>.Instance;
    }

    /// <summary>Who is acting now: what events leave out that are recorded inside its scopes.</summary>
    public IAuditContext Context => Surroundings;

    /// <summary>The same; a container has one for all its trails.</summary>
    internal AuditContext Surroundings { get; init; } = new();

    /// <summary>How witnesses and webhooks are reached.</summary>
    internal HttpMessageHandler? Network { get; init; }

    /// <summary>What could not be published, by witness and anchor.</summary>
    internal IReadOnlyDictionary<string, string> PublishingProblems => Opened(_publisher).Problems;

    /// <summary>How the journal reaches its files.</summary>
    internal IFileSystem Files { get; init; } = RealFiles.Instance;

    /// <summary>
    /// Whether this is the queue of events for a server: it has no tree, because the server's log is the one that proves; and what it holds waits to be delivered when it
    /// is closed, as long as a read waits.
    /// </summary>
    internal bool IsQueue { get; init; }

    /// <summary>Whether all of it is open.</summary>
    internal bool IsOpen => Volatile.Read(ref _orders) is not null;

    /// <summary>The journal's name.</summary>
    public string Origin => Opened(_journal).Origin;

    /// <summary>The health of the journal and of each store, the one that answers queries first.</summary>
    public TrailHealth Health => new(Opened(_journal).Health, _projections?.Health ?? []);

    /// <summary>The application itself, as a recorder.</summary>
    internal Recorder Application => Pipeline.Application;

    /// <summary>The settings.</summary>
    internal MetaLoggingOptions Options => _options;

    /// <summary>The journal.</summary>
    internal Journal Journal => Opened(_journal);

    /// <summary>What of it is signed.</summary>
    internal SignedLog SignedLog => Opened(_signedLog);

    /// <summary>What puts a new key in the place of the one that signs.</summary>
    internal KeyRotation KeyRotation => Opened(_rotation);

    RecordingPipeline Pipeline => Opened(_pipeline);

    ProjectionSet Projections => Opened(_projections);

    TrailTelemetry Measured => Opened(_telemetry);

    /// <summary>The sequence behind the last acknowledged event.</summary>
    public long NextSequence => Opened(_journal).NextSequence;

    /// <summary>
    /// Opens the folder: takes its lock, recovers the journal, finishes what was ordered, starts the projections. Calling it again does nothing.
    /// </summary>
    /// <exception cref="ValidationException">A setting is wrong; the message names it.</exception>
    /// <exception cref="JournalException">The folder can't be opened; the message says why and what to do.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await _starting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_orders is null)
            {
                await OpenAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <inheritdoc/>
    public async Task<Receipt> RecordAsync(TrailEvent item, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(item);
        item = Surroundings.Fill(item);
        RecordingOutcome[] outcomes = await Measured.RecordAsync(
            () => Pipeline.RecordAsync([item], Pipeline.Application, BatchOptions.Strict, cancellationToken)).ConfigureAwait(false);
        RecordingOutcome outcome = outcomes[0];
        return outcome.State switch
        {
            RecordingState.Invalid => throw new InvalidEventException(outcome.Problems!),
            RecordingState.Conflict => throw new EventConflictException(outcome.Id, outcome.ConflictingFields!),
            _ => new Receipt(outcome.Id, Origin, outcome.Sequence, outcome.State == RecordingState.Duplicate, null),
        };
    }

    /// <inheritdoc/>
    public async Task<BatchReceipt> RecordAsync(
        IReadOnlyList<TrailEvent> batch, BatchOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Contains(null!))
        {
            throw new ArgumentException("An event of the batch is null.", nameof(batch));
        }

        options ??= BatchOptions.Strict;
        batch = Surroundings.Fill(batch);
        RecordingOutcome[] outcomes = await Measured.RecordAsync(
            () => Pipeline.RecordAsync(batch, Pipeline.Application, options, cancellationToken)).ConfigureAwait(false);
        return BatchOutcome.ToReceipt(outcomes, options, Origin);
    }

    /// <summary>Begins a batch of events that come one by one; it ends in <see cref="RecordAsync(EventIntake, CancellationToken)"/> or <see cref="Discard"/>.</summary>
    internal EventIntake Begin(Recorder recorder, BatchOptions options) => Pipeline.Begin(recorder, options);

    /// <summary>Records what was taken, and answers what became of each event.</summary>
    internal Task<RecordingOutcome[]> RecordAsync(EventIntake intake, CancellationToken cancellationToken) =>
        Measured.RecordAsync(() => Pipeline.RecordAsync(intake, cancellationToken));

    /// <summary>Forgets what was taken.</summary>
    internal void Discard(EventIntake intake) => Pipeline.Return(intake);

    /// <summary>Records one of the trail's own events.</summary>
    /// <exception cref="JournalException">The journal can't be written, or the outcome is not known.</exception>
    internal Task<long> RecordOwnAsync(AuditEvent own, CancellationToken cancellationToken) =>
        Pipeline.RecordOwnAsync(own, null, cancellationToken);

    /// <inheritdoc/>
    Task IGapRecorder.RecordGapAsync(AuditEvent gap, CancellationToken cancellationToken) => RecordOwnAsync(gap, cancellationToken);

    /// <inheritdoc/>
    public Task<Page<AuditEvent>> QueryAsync(AuditEventQuery query, CancellationToken cancellationToken = default) =>
        Measured.AskAsync(EventKinds.Name(EventKind.AuditEvent), () => Opened(_queries).QueryAsync<AuditEvent>(query, cancellationToken));

    /// <inheritdoc/>
    public Task<Page<FailedLoginAttempt>> QueryAsync(FailedLoginQuery query, CancellationToken cancellationToken = default) =>
        Measured.AskAsync(EventKinds.Name(EventKind.FailedLogin), () => Opened(_queries).QueryAsync<FailedLoginAttempt>(query, cancellationToken));

    /// <inheritdoc/>
    public Task<Page<SystemEvent>> QueryAsync(SystemEventQuery query, CancellationToken cancellationToken = default) =>
        Measured.AskAsync(EventKinds.Name(EventKind.SystemEvent), () => Opened(_queries).QueryAsync<SystemEvent>(query, cancellationToken));

    /// <summary>Asks for what came from a sequence on.</summary>
    internal Task<NewEvents<T>> QueryNewAsync<T>(EventQuery query, long from, CancellationToken cancellationToken)
        where T : TrailEvent => Opened(_queries).QueryNewAsync<T>(query, from, cancellationToken);

    /// <summary>Waits until the entry of this sequence is acknowledged.</summary>
    internal ValueTask WaitForAsync(long sequence, CancellationToken cancellationToken) => Opened(_journal).WaitForAsync(sequence, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Recorded<TrailEvent>>> FindAsync(
        Guid id, string? tenantId = null, CancellationToken cancellationToken = default)
    {
        Journal journal = Opened(_journal);
        List<long> sequences = [];
        await Pipeline.FindAsync(id, sequences, cancellationToken).ConfigureAwait(false);
        List<Recorded<TrailEvent>> found = [];
        var view = new EntryView();
        foreach (long sequence in sequences)
        {
            try
            {
                await journal.WaitForAsync(sequence, cancellationToken).ConfigureAwait(false);   // the index learns of an id a moment before readers do
                view.Read(await journal.ReadEntryAsync(sequence, cancellationToken).ConfigureAwait(false));
            }
            catch (SequenceDroppedException)
            {
                continue;
            }

            if (view.Id == id && (tenantId is null || view.TenantId.ToString() == tenantId))
            {
                found.Add(view.ToRecorded(journal.Origin));
            }
        }

        return found;
    }

    /// <inheritdoc/>
    public Task<PrivacyReport> ReportPrivacyAsync(ReportScope scope, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return Measured.AskAsync("report", () => Opened(_queries).ReportPrivacyAsync(scope, cancellationToken));
    }

    /// <inheritdoc/>
    public Task<AuditSummary> SummarizeAsync(double hours = 24, string? tenantId = null, CancellationToken cancellationToken = default) =>
        Measured.AskAsync("summary", () => Opened(_queries).SummarizeAsync(hours, tenantId, cancellationToken));

    /// <summary>The scope of a report over a range, by the rules that the settings give.</summary>
    public ReportScope Scope(TimeRange range) => ReportScope.Of(range, _options);

    /// <summary>
    /// Erases parts of the details of recorded events: first an order is journaled, then the journal's files are written anew, then the stores follow in
    /// their own time (<see cref="CatchUpAsync"/> waits for one). The facts stay.
    /// </summary>
    /// <param name="ranges">Ranges of sequences that are acknowledged, ascending and apart.</param>
    /// <param name="parts">The parts that go.</param>
    /// <param name="rule">The name of the rule that asks for it; it is kept for ever and must not be personal.</param>
    /// <param name="cancellationToken">Once the order is journaled, cancelling leaves it to be finished by the next erasure or at the next start.</param>
    /// <returns>The sequence of the order.</returns>
    public Task<long> EraseAsync(IReadOnlyList<SequenceRange> ranges, EntryParts parts, string rule, CancellationToken cancellationToken = default) =>
        Opened(_orders).EraseAsync(ranges, parts, rule, cancellationToken);

    /// <summary>Drops the whole segments that lie before a sequence, after an order for it is journaled; the stores follow.</summary>
    /// <returns>The first sequence that is kept.</returns>
    public Task<long> DropBeforeAsync(long sequence, CancellationToken cancellationToken = default) =>
        Opened(_orders).DropBeforeAsync(sequence, cancellationToken);

    /// <summary>Ends the projections, writes and flushes what is queued, and releases the folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;   // a container disposes what it hands out under two names twice
        }

        _telemetry?.Dispose();   // first, so that nobody looks at what is being closed
        if (IsQueue && IsOpen)
        {
            await DeliverRestAsync().ConfigureAwait(false);
        }

        foreach (IAsyncDisposable follower in _projections is null ? _stores : (IEnumerable<IAsyncDisposable>)[_projections])
        {
            await follower.DisposeAsync().ConfigureAwait(false);
        }

        if (_publisher is not null)
        {
            await _publisher.DisposeAsync().ConfigureAwait(false);   // before the journal, which has what is published
        }

        if (_journal is not null)
        {
            await _journal.DisposeAsync().ConfigureAwait(false);
        }

        if (_ids is not null)
        {
            await _ids.DisposeAsync().ConfigureAwait(false);
        }

        _orders?.Dispose();
        _rotation?.Dispose();
        _starting.Dispose();
    }

    async Task OpenAsync(CancellationToken cancellationToken)
    {
        Validator.ValidateObject(_options, new ValidationContext(_options), validateAllProperties: true);
        Validator.ValidateObject(_options.Journal, new ValidationContext(_options.Journal), validateAllProperties: true);
        Validator.ValidateObject(_options.Anchors, new ValidationContext(_options.Anchors), validateAllProperties: true);
        if (StoreChoice.FindIssue(_options, [.. _stores.Select(store => store.Name)]) is { } issue)
        {
            throw new ValidationException($"{issue.Setting}: {issue.Message} {issue.Remedy}");
        }

        string application = ApplicationNames.Of(_options) is var name && NamePattern.IsName(name)
            ? name
            : throw new ValidationException($"ApplicationName is not a name: use {NamePattern.Description}.");
        QueueFolder.Check(_options.DataDirectory, IsQueue);
        if (IsQueue)
        {
            (_options.Journal.HasTree, _options.Journal.GuardFolder) = (false, "");
        }

        if (_options.Journal.GuardFolder is null)
        {
            (_options.Journal.GuardFolder, _options.Journal.IsGuardOptional) = (GuardFolders.Default, true);
        }

        _journal = await Journal.OpenAsync(
            Files, _options.DataDirectory, _options.Journal, _time, _logger, OnCommitted, cancellationToken).ConfigureAwait(false);
        _signedLog = new SignedLog(_journal, _time);
        _ids = await IdIndex.OpenAsync(Path.Combine(_options.DataDirectory, "ids"), _journal, _logger, cancellationToken).ConfigureAwait(false);
        long last = await LastRecordedAsync(_journal, cancellationToken).ConfigureAwait(false);
        _pipeline = new RecordingPipeline(_journal, _ids, new RecordingClock(_time, last), new Recorder(application, application));
        _rotation = new KeyRotation(_journal, _signedLog, _pipeline, _time);
        var orders = new LogOrders(_journal, _pipeline);
        if (_journal.Health.State != JournalState.ReadOnly)
        {
            await orders.FinishAsync(cancellationToken).ConfigureAwait(false);
            if (!IsQueue)
            {
                await _rotation.FinishAsync(cancellationToken).ConfigureAwait(false);
            }

            await TellOfRecoveryAsync(_journal, _pipeline, cancellationToken).ConfigureAwait(false);
        }

        _projections = new ProjectionSet(_journal, StoreChoice.AnsweringFirst(_stores, store => store.Name, _options), _time, _logger);
        _projections.Start();
        _queries = new QueryRunner(_journal, _projections.Answering, _options, _time);
        _publisher = new Publisher(_signedLog, _options, Network ?? new SocketsHttpHandler { AllowAutoRedirect = false }, _time, _logger);
        _publisher.Start();
        _telemetry = new TrailTelemetry(() => Health, () => NextSequence);
        Volatile.Write(ref _orders, orders);
    }

    static async Task TellOfRecoveryAsync(Journal journal, RecordingPipeline pipeline, CancellationToken cancellationToken)
    {
        if (journal.Recovery.CutBytes > 0)
        {
            AuditEvent gap = OwnEvents.TornTail(journal.Origin, journal.NextSequence, journal.Recovery);
            await pipeline.RecordOwnAsync(gap, null, cancellationToken).ConfigureAwait(false);
        }

        if (!journal.Recovery.WasClean && journal.NextSequence > 0)
        {
            await pipeline.RecordOwnAsync(OwnEvents.StopFound(journal.NextSequence), null, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>On the journal's writer, in the order of sequences.</summary>
    void OnCommitted(long firstSequence, EntryBatch batch)
    {
        long sequence = firstSequence;
        foreach (Guid id in (List<Guid>)batch.Tag!)
        {
            _ids!.Add(id, sequence++);
        }
    }

    static async Task<long> LastRecordedAsync(Journal journal, CancellationToken cancellationToken)
    {
        if (journal.NextSequence == journal.FirstSequence)
        {
            return 0;
        }

        try
        {
            var view = new EntryView();
            view.Read(await journal.ReadEntryAsync(journal.NextSequence - 1, cancellationToken).ConfigureAwait(false));
            return view.RecordedAtNanoseconds;
        }
        catch (DamagedEntriesException)
        {
            return 0;   // the journal's health names it; the clock is believed
        }
    }

    static T Opened<T>(T? part)
        where T : class => part ?? throw new InvalidOperationException("The audit trail is not open. Await StartAsync first, or start the host.");
}
