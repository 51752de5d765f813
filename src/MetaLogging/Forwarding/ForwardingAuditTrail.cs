using System.ComponentModel.DataAnnotations;
using MetaLogging.Capturing;
using MetaLogging.Configuration;
using MetaLogging.Context;
using MetaLogging.Events;
using MetaLogging.Hosting;
using MetaLogging.Journaling;
using MetaLogging.Numbers;
using MetaLogging.Queries;
using MetaLogging.Recording;
using MetaLogging.Remote;
using MetaLogging.Stores;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MetaLogging.Forwarding;

/// <summary>
/// The audit trail of a server, by a queue on this machine: <c>await using var trail = new ForwardingAuditTrail(options); await trail.StartAsync();</c> Thread-safe.
/// </summary>
/// <remarks>
/// <para>
/// An event is acknowledged when the queue has it on its disk, flushed; its receipt names the queue's origin and the sequence there. From there it is delivered in order,
/// whatever happens to the server, to the way or to this process: once in effect, because it is known by its id. What the server refuses is kept in
/// <c>DIR/forwarding/refused.ndjson</c>, and a <c>metalog.gap</c> follows.
/// </para>
/// <para>
/// Questions go to the server, after what was acknowledged here has been delivered, for which they wait as long as
/// <see cref="MetaLoggingOptions.ReadTimeBound"/>; a server that can't be asked throws a <see cref="StoreException"/> that names it.
/// </para>
/// </remarks>
public sealed class ForwardingAuditTrail : IAuditTrail, IGapRecorder, IHostedTrail, IAsyncDisposable
{
    readonly RemoteAuditTrail _server;
    readonly QueueBound _bound;

    /// <summary>Makes a trail; <see cref="StartAsync"/> opens its queue.</summary>
    /// <param name="options">The settings; <see cref="MetaLoggingOptions.Server"/>, its key and the folder of the queue must be there.</param>
    /// <param name="time">The clock; null: the system's.</param>
    /// <param name="logger">Where it speaks; null: nowhere.</param>
    /// <exception cref="ValidationException">A setting is wrong; the message names it.</exception>
    public ForwardingAuditTrail(MetaLoggingOptions options, TimeProvider? time = null, ILogger<AuditTrail>? logger = null)
        : this(options, new AuditContext(), time, logger)
    {
    }

    /// <summary>The same, with the context of a container.</summary>
    internal ForwardingAuditTrail(MetaLoggingOptions options, AuditContext surroundings, TimeProvider? time, ILogger<AuditTrail>? logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        QueueOptions.Check(options);
        time ??= TimeProvider.System;
        _server = RemoteAuditTrail.ForServer(new Uri(options.Server!), options.ServerKey!, QueueOptions.Remote(options), time);
        ServerStore store = new(options, _server, time, logger ?? NullLogger<AuditTrail>.Instance);
        Queue = new AuditTrail(QueueOptions.Of(options), [store], time, logger) { Surroundings = surroundings, IsQueue = true };
        store.Queue = Queue;
        _bound = new QueueBound(options, Queue, time);
    }

    /// <summary>Who is acting now: what events leave out that are recorded inside its scopes.</summary>
    public IAuditContext Context => Queue.Context;

    /// <summary>The queue's name.</summary>
    public string Origin => Queue.Origin;

    /// <summary>The health of the queue, and of the delivery as that of a store named <c>server</c>.</summary>
    public TrailHealth Health => Queue.Health;

    /// <summary>How many entries of the queue are still to be delivered, or passed over.</summary>
    public long Undelivered => Queue.NextSequence - Math.Max(Queue.Journal.FirstSequence, Health.Stores[0].Position);

    /// <summary>The trail whose journal is the queue.</summary>
    internal AuditTrail Queue { get; }

    /// <summary>Opens the queue and begins to deliver. Whether the server is there does not matter. Calling it again does nothing.</summary>
    /// <inheritdoc cref="AuditTrail.StartAsync"/>
    public Task StartAsync(CancellationToken cancellationToken = default) => Queue.StartAsync(cancellationToken);

    /// <inheritdoc/>
    /// <remarks>Whether an id was used before is known only for what the queue still has; the server refuses the others later.</remarks>
    public Task<Receipt> RecordAsync(TrailEvent item, CancellationToken cancellationToken = default)
    {
        _bound.Check();
        return Queue.RecordAsync(item, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<BatchReceipt> RecordAsync(IReadOnlyList<TrailEvent> batch, BatchOptions? options = null, CancellationToken cancellationToken = default)
    {
        _bound.Check();
        return Queue.RecordAsync(batch, options, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Page<AuditEvent>> QueryAsync(AuditEventQuery query, CancellationToken cancellationToken = default) =>
        AskPageAsync(() => _server.QueryAsync(query, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<Page<FailedLoginAttempt>> QueryAsync(FailedLoginQuery query, CancellationToken cancellationToken = default) =>
        AskPageAsync(() => _server.QueryAsync(query, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<Page<SystemEvent>> QueryAsync(SystemEventQuery query, CancellationToken cancellationToken = default) =>
        AskPageAsync(() => _server.QueryAsync(query, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="StoreException">The server could not be asked.</exception>
    public async Task<IReadOnlyList<Recorded<TrailEvent>>> FindAsync(Guid id, string? tenantId = null, CancellationToken cancellationToken = default) =>
        (await AskAsync(() => _server.FindAsync(id, tenantId, cancellationToken), cancellationToken).ConfigureAwait(false)).Answer;

    /// <inheritdoc/>
    /// <remarks>Which resource types are persons, and which actions of high risk, the server's settings say.</remarks>
    public async Task<PrivacyReport> ReportPrivacyAsync(ReportScope scope, CancellationToken cancellationToken = default)
    {
        (PrivacyReport report, double? lag) = await AskAsync(() => _server.ReportPrivacyAsync(scope, cancellationToken), cancellationToken).ConfigureAwait(false);
        return report with { LagSeconds = Longer(report.LagSeconds, lag) };
    }

    /// <inheritdoc/>
    public async Task<AuditSummary> SummarizeAsync(double hours = 24, string? tenantId = null, CancellationToken cancellationToken = default)
    {
        try
        {
            (AuditSummary summary, double? lag) =
                await AskAsync(() => _server.SummarizeAsync(hours, tenantId, cancellationToken), cancellationToken).ConfigureAwait(false);
            return summary with { LagSeconds = Longer(summary.LagSeconds, lag) };
        }
        catch (StoreException e)
        {
            return new AuditSummary(hours, null, e.Message);
        }
    }

    /// <summary>What the server refused, by the sequences of the queue, oldest first; the last thousand ranges.</summary>
    public Task<IReadOnlyList<SetAside>> ReadSetAsideAsync(CancellationToken cancellationToken = default) =>
        Queue.ReadSetAsideAsync(Queue.Health.Stores[0].Name, cancellationToken);

    /// <summary>Waits until the server has all that is acknowledged now, however long that takes.</summary>
    /// <exception cref="StoreException">It can't be delivered now; it will be later.</exception>
    public Task DeliverAsync(CancellationToken cancellationToken = default) => Queue.CatchUpAsync(Queue.Health.Stores[0].Name, cancellationToken);

    /// <inheritdoc/>
    Task IGapRecorder.RecordGapAsync(AuditEvent gap, CancellationToken cancellationToken) => Queue.RecordOwnAsync(gap, cancellationToken);

    /// <inheritdoc/>
    Task<IReadOnlyList<ConfigurationIssue>> IHostedTrail.FindStoreIssuesAsync(CancellationToken cancellationToken) => Queue.FindStoreIssuesAsync(cancellationToken);

    /// <inheritdoc/>
    ValueTask<string?> IHostedTrail.FindStoreProblemAsync(CancellationToken cancellationToken) => Queue.FindStoreProblemAsync(cancellationToken);

    /// <summary>
    /// Closes the queue. What is in it is delivered before, if the server takes it within <see cref="MetaLoggingOptions.ReadTimeBound"/>, and else after the next start.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await Queue.DisposeAsync().ConfigureAwait(false);
        await _server.DisposeAsync().ConfigureAwait(false);
    }

    async Task<Page<T>> AskPageAsync<T>(Func<Task<Page<T>>> ask, CancellationToken cancellationToken)
        where T : TrailEvent
    {
        (Page<T> page, double? lag) = await AskAsync(ask, cancellationToken).ConfigureAwait(false);
        return page with { LagSeconds = Longer(page.LagSeconds, lag) };
    }

    /// <summary>Asks the server, once it has what was acknowledged here, and says by how much that lags.</summary>
    async Task<(T Answer, double? Lag)> AskAsync<T>(Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        double? lag = await Queue.CatchUpForReadAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return (await ask().ConfigureAwait(false), lag);
        }
        catch (RemoteTrailException e)
        {
            throw new StoreException(e.Message, e) { IsTransient = e.IsTransient };
        }
    }

    static double? Longer(double? one, double? other) => one is null || other > one ? other : one;
}
