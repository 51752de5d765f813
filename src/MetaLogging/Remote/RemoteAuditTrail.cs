using System.ComponentModel.DataAnnotations;
using System.Globalization;
using MetaLogging.Events;
using MetaLogging.Journaling;
using MetaLogging.Json;
using MetaLogging.Numbers;
using MetaLogging.Queries;
using MetaLogging.Recording;
using MetaLogging.Stores;
using MetaLogging.Validation;

namespace MetaLogging.Remote;

/// <summary>
/// The audit trail of a MetaLogging server, over its HTTP API:
/// <c>await using var trail = RemoteAuditTrail.ForServer(new Uri("https://audit.example"), key);</c> Thread-safe.
/// </summary>
/// <remarks>
/// <para>
/// Acknowledged means what it means on the server: on its disk, flushed. What the server can't do now, or does not answer, is tried again for
/// <see cref="RemoteTrailOptions.RetryFor"/>; that makes no second events, because each has an id before it is sent for the first time. Whoever wants to repeat a call
/// himself, after <see cref="AppendOutcomeUnknownException"/>, gives the events their ids.
/// </para>
/// <para>Cancelling a write ends the waiting; what was sent may be recorded all the same.</para>
/// <para>
/// Beside what <see cref="IAuditTrail"/> names, every method throws <see cref="RemoteTrailException"/> where the server could not be reached or did not answer as
/// one does.
/// </para>
/// </remarks>
public sealed partial class RemoteAuditTrail : IAuditTrail, IAsyncDisposable
{
    readonly HttpClient? _own;
    readonly TimeProvider _time;
    readonly RemoteConnection _connection;

    /// <summary>A trail over a client that the caller made, and disposes; its base address is the server's. The client should not follow redirects.</summary>
    /// <param name="time">The clock; null: the system's.</param>
    /// <exception cref="ArgumentException">The client has no base address, or one that is not taken; or the key is none.</exception>
    /// <exception cref="ValidationException">A setting is wrong; the message names it.</exception>
    public RemoteAuditTrail(HttpClient http, RemoteTrailOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(options);
        options.Check(options.Key, nameof(options));
        _time = time ?? TimeProvider.System;
        Uri server = http.BaseAddress ?? throw new ArgumentException("The client has no base address; let it be that of the server.", nameof(http));
        _connection = new RemoteConnection(http, ServerAddress.Of(server, options, nameof(http)), options.Key, options, _time);
    }

    RemoteAuditTrail(HttpMessageHandler handler, ServerAddress server, string? key, RemoteTrailOptions options, TimeProvider? time)
    {
        _time = time ?? TimeProvider.System;
        _own = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _connection = new RemoteConnection(_own, server, key, options, _time);
    }

    /// <summary>The trail of a server.</summary>
    /// <param name="server">Its address: <c>https://audit.example</c>; a path is kept.</param>
    /// <param name="key">The API key.</param>
    /// <param name="options">The settings; their key is not used. Null: the defaults.</param>
    /// <param name="time">The clock; null: the system's.</param>
    /// <exception cref="ArgumentException">The address is not taken, or the key is none.</exception>
    /// <exception cref="ValidationException">A setting is wrong; the message names it.</exception>
    public static RemoteAuditTrail ForServer(Uri server, string key, RemoteTrailOptions? options = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(key);
        options ??= new RemoteTrailOptions();
        options.Check(key, nameof(key));
        var address = ServerAddress.Of(server, options, nameof(server));
        return new RemoteAuditTrail(RemoteHandlers.ForServer(address.Root), address, key, options, time);
    }

    /// <summary>The trail of a live server on this machine, through the socket in its data folder.</summary>
    /// <param name="path">The socket: <c>data/metalog.sock</c>; it may have any length.</param>
    /// <param name="options">The settings; without a key none is sent. Null: the defaults.</param>
    /// <param name="time">The clock; null: the system's.</param>
    /// <exception cref="ArgumentException">The path is no path, or the key is none.</exception>
    /// <exception cref="ValidationException">A setting is wrong; the message names it.</exception>
    public static RemoteAuditTrail ForSocket(string path, RemoteTrailOptions? options = null, TimeProvider? time = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        options ??= new RemoteTrailOptions();
        options.Check(options.Key, nameof(options));
        string whole = Path.GetFullPath(path);
        return new RemoteAuditTrail(RemoteHandlers.ForSocket(whole), ServerAddress.OfSocket(whole), options.Key, options, time);
    }

    /// <inheritdoc/>
    public Task<Receipt> RecordAsync(TrailEvent item, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(item);
        List<EventProblem> problems = SentEvent.FindUnwritable(item);
        if (problems.Count > 0)
        {
            return Task.FromException<Receipt>(new InvalidEventException(problems));
        }

        TrailEvent sent = new SentIds(_time).Give(item);
        var json = new CanonicalBuffer();
        EventWriter.Write(json, sent);
        var request = new RemoteRequest(SentEvent.Route(item.Kind)) { Body = json.WrittenMemory, EventId = sent.Id };
        bool isMadeHere = item.Id is null;
        return _connection.SendAsync(request, answer => ReceiptReader.Read(answer, sent.Id!.Value, isMadeHere), cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// A batch has at most 100,000 events and 16 MiB as JSON. Where an earlier try had recorded it and its answer was lost, the sequences of the receipt are null.
    /// </remarks>
    /// <exception cref="ArgumentException">The batch is too large; nothing was sent.</exception>
    public async Task<BatchReceipt> RecordAsync(
        IReadOnlyList<TrailEvent> batch, BatchOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        options ??= BatchOptions.Strict;
        var body = BatchBody.Of(batch, new SentIds(_time));
        if (body.Unwritten.Count > 0 && !options.SkipInvalid)
        {
            throw new InvalidEventException([.. body.UnwrittenProblems]);
        }

        return await _connection.SendAsync(RequestOf(body, options), answer => ReceiptReader.Read(answer, body), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a batch once.</summary>
    internal Task<Attempt<BatchReceipt>> RecordOnceAsync(BatchBody body, BatchOptions options, CancellationToken cancellationToken) =>
        _connection.SendOnceAsync(RequestOf(body, options), answer => ReceiptReader.Read(answer, body), cancellationToken);

    /// <summary>How failures of this server are told.</summary>
    internal RemoteFailures Failures => _connection.Failures;

    /// <inheritdoc/>
    public Task<Page<AuditEvent>> QueryAsync(AuditEventQuery query, CancellationToken cancellationToken = default) =>
        QueryAsync<AuditEvent>(query, cancellationToken);

    /// <inheritdoc/>
    public Task<Page<FailedLoginAttempt>> QueryAsync(FailedLoginQuery query, CancellationToken cancellationToken = default) =>
        QueryAsync<FailedLoginAttempt>(query, cancellationToken);

    /// <inheritdoc/>
    public Task<Page<SystemEvent>> QueryAsync(SystemEventQuery query, CancellationToken cancellationToken = default) =>
        QueryAsync<SystemEvent>(query, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Recorded<TrailEvent>>> FindAsync(
        Guid id, string? tenantId = null, CancellationToken cancellationToken = default)
    {
        var request = new RemoteRequest(new QueryParameters($"api/v1/events/{id:D}").Add("tenant_id", tenantId).ToString())
        {
            Accept = RemoteRequest.Ndjson,
            MayBeMissing = true,
        };
        return await _connection.SendAsync(request, answer => answer.IsMissing ? [] : PageReader.ReadLines(answer.Body), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>Which resource types are persons, and which actions of high risk, the server's settings say; the scope's rules are not sent.</remarks>
    /// <exception cref="InvalidQueryException">The range ends before it begins, or the zone has no IANA name.</exception>
    public async Task<PrivacyReport> ReportPrivacyAsync(ReportScope scope, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(scope);
        if (scope.Range.Start > scope.Range.End)
        {
            throw new InvalidQueryException("start_time", "is after end_time");
        }

        var request = new RemoteRequest(QueryParameters.Of(scope));
        return await _connection.SendAsync(request, answer => ReportReader.Read(answer.Body), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<AuditSummary> SummarizeAsync(double hours = 24, string? tenantId = null, CancellationToken cancellationToken = default)
    {
        string target = new QueryParameters("api/v1/summary")
            .Add("hours", hours.ToString("R", CultureInfo.InvariantCulture))
            .Add("tenant_id", tenantId)
            .ToString();
        try
        {
            return await _connection.SendAsync(new RemoteRequest(target), answer => SummaryReader.Read(answer.Body), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (StoreException e)
        {
            return new AuditSummary(hours, null, e.Message);
        }
    }

    /// <summary>Closes the connections, unless the client is the caller's.</summary>
    public ValueTask DisposeAsync()
    {
        _own?.Dispose();
        return ValueTask.CompletedTask;
    }

    static RemoteRequest RequestOf(BatchBody body, BatchOptions options)
    {
        string target = new QueryParameters("api/v1/events")
            .Add("on_error", options.SkipInvalid ? "skip" : null)
            .Add("on_conflict", options.ConflictIsDuplicate ? "duplicate" : null)
            .ToString();
        return new(target) { Body = body.Lines, BodyType = RemoteRequest.Ndjson };
    }

    async Task<Page<T>> QueryAsync<T>(EventQuery query, CancellationToken cancellationToken)
        where T : TrailEvent
    {
        var request = new RemoteRequest(QueryParameters.Of(QueryCheck.Normalise(query)));
        return await _connection.SendAsync(request, answer => PageReader.Read<T>(answer.Body), cancellationToken).ConfigureAwait(false);
    }
}
