using MetaLogging.Configuration;
using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.InfluxDb.Asking;
using MetaLogging.InfluxDb.Flux;
using MetaLogging.InfluxDb.Http;
using MetaLogging.InfluxDb.InfluxQl;
using MetaLogging.InfluxDb.Points;
using MetaLogging.InfluxDb.Writing;
using MetaLogging.Journaling;
using MetaLogging.Numbers;
using MetaLogging.Queries;
using MetaLogging.Stores;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MetaLogging.InfluxDb;

/// <summary>
/// Keeps events as points in a database of InfluxDB 1.x or a bucket of 2.x. It is a view of one journal, and the database may hold those of others and
/// other series, too. What the server loses comes from the journal again.
/// </summary>
/// <remarks>
/// Each event is one point, whose place is computed from the event alone: sending it again changes nothing, so an outage, a restart or a kill at any moment leaves
/// the same points as none. Acknowledged points are as durable as the server's own log (it flushes before it answers, by default).
/// Thread-safe. Nothing is asked of the server before <see cref="OpenAsync"/>. Within one second events are in the order of their sequences.
/// </remarks>
public sealed class InfluxDbStore : IEventStore
{
    /// <summary>A run ends after so many entries, so that the position goes on.</summary>
    const int LongestRun = 100_000;

    const int MostNotes = 10_000;

    /// <summary>How long erased text may stand in older files: a shard of a week is compacted four hours after the last write to it.</summary>
    static readonly TimeSpan TextMayRemain = TimeSpan.FromDays(7) + TimeSpan.FromHours(4);

    static readonly TimeSpan TimeToClose = TimeSpan.FromSeconds(5);

    readonly InfluxDbOptions _options;
    readonly TimeProvider _time;
    readonly ILogger _logger;
    readonly IInfluxDatabase _database;
    readonly SemaphoreSlim _writing = new(1, 1);
    readonly RecentTimes _times = new();
    readonly PointSender _sender;
    volatile OpenPoints? _open;
    bool _disposed;

    /// <summary>A store on a server.</summary>
    /// <param name="options">The settings; host, and what the version needs, must be there.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where it logs; null: nowhere.</param>
    /// <exception cref="FormatException">The host is no host.</exception>
    public InfluxDbStore(InfluxDbOptions options, TimeProvider time, ILogger? logger = null)
        : this(options, DatabaseOf(options, time), time, logger)
    {
    }

    /// <summary>A store on a database.</summary>
    internal InfluxDbStore(InfluxDbOptions options, IInfluxDatabase database, TimeProvider time, ILogger? logger)
    {
        _options = options;
        _time = time;
        _logger = logger ?? NullLogger.Instance;
        _database = database;
        _sender = new(_database, time, options.Timeout, _logger);
    }

    /// <inheritdoc/>
    public string Name => "influxdb";

    /// <inheritdoc/>
    public string Title => "InfluxDB";

    OpenPoints Opened => _open ?? throw new StoreException($"{_database.Server} is not open. What keeps it from opening says the health of the store.") { IsTransient = true };

    /// <inheritdoc/>
    /// <remarks>An open store also finds whether its database was dropped or put back.</remarks>
    public async ValueTask<string?> FindProblemAsync(CancellationToken cancellationToken)
    {
        try
        {
            ServerFindings server = await _database.ExamineAsync(cancellationToken).ConfigureAwait(false);
            if (_open is { } open && !(open.Position.Age > server.Keep))
            {
                await open.Position.CheckAsync(cancellationToken).ConfigureAwait(false);   // one that is older than what the server keeps is gone, and no sign of anything
            }

            return null;
        }
        catch (StoreException e)
        {
            return e.Message;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<long> OpenAsync(string origin, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(origin);
        if (origin.Contains('\\', StringComparison.Ordinal))
        {
            throw new StoreException($"InfluxDB can't keep the journal {origin}: its name is a tag there, and a tag has no backslash. Use the embedded store.");
        }

        return await WriteAsync(
            async () =>
            {
                _open = null;
                _times.Clear();
                await _database.PrepareAsync(cancellationToken).ConfigureAwait(false);
                WrittenPosition position = new(_database, _sender, origin, _time);
                long next = await position.LoadAsync(cancellationToken).ConfigureAwait(false);
                await position.WriteAsync(next, isSettled: false, cancellationToken).ConfigureAwait(false);   // shows that it may be written to
                _open = new(origin, position, new BatchWriter(_sender, origin, _options.BatchSize, _options.ConcurrentWrites, _times)) { Next = next };
                LogMessages.Opened(_logger, _database.Server, origin, next);
                return next;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask ApplyAsync(IReadOnlyList<JournalEntry> entries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entries);
        if (entries.Count > 0)
        {
            await WriteAsync(() => TakeAsync(AsRun(entries), cancellationToken), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<long> ApplyAsync(IAsyncEnumerable<IReadOnlyList<JournalEntry>> run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        return await WriteAsync(() => TakeAsync(run, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Blanked fields are found by no query from then on. The server's older files hold their text until it compacts them, which
    /// <see cref="FindIssuesAsync"/> says.
    /// </remarks>
    public async ValueTask ApplyAsync(JournalEntry order, LogOrder what, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(what);
        await WriteAsync(
            async () =>
            {
                OpenPoints open = Opened;
                if (order.Sequence >= open.Next && what is EraseOrder or DropOrder)
                {
                    await CarryOutAsync(open, order.Sequence, what, cancellationToken).ConfigureAwait(false);
                }

                return await TakeAsync(AsRun([order]), cancellationToken).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask SkipAsync(SetAside range, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(range);
        await WriteAsync(
            async () =>
            {
                OpenPoints open = Opened;
                await NoteSetAsideAsync(open, [range], cancellationToken).ConfigureAwait(false);
                await AdvanceAsync(open, range.EndSequence, cancellationToken).ConfigureAwait(false);
                return range.EndSequence;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SetAside>> ReadSetAsideAsync(CancellationToken cancellationToken) => AskAsync(
        async open =>
        {
            IReadOnlyList<PointRow> rows = await _database.ReadNotesAsync(
                StoreNotes.SetAside, StoreNotes.SetAsideFields, open.Origin, null, MostNotes, cancellationToken).ConfigureAwait(false);
            return StoreNotes.Ranges(rows);
        });

    /// <inheritdoc/>
    public ValueTask<StorePage> QueryAsync(StoreQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return CheckedAsync(open => new StoreQuestions(_database, _times).ReadPageAsync(query, open.Origin, open.Next, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>Its questions are asked one after another; see the documentation for what is counted in InfluxDB and what here.</remarks>
    public ValueTask<PrivacyReport> ReportPrivacyAsync(ReportScope scope, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return CheckedAsync(
            open => new PrivacyReader(_database, open.Origin, PointTime.Origins(open.Origin, open.Next), scope).ReadAsync(cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<EventCounts> CountAsync(TimeRange range, string? tenantId, CancellationToken cancellationToken) => CheckedAsync(
        open => new NumbersReader(_database, PointTime.Origins(open.Origin, open.Next), range, tenantId).CountAsync(cancellationToken), cancellationToken);

    /// <inheritdoc/>
    /// <remarks>It deletes the points of this journal, and nothing else of the database.</remarks>
    public async ValueTask ClearAsync(CancellationToken cancellationToken)
    {
        await WriteAsync(
            async () =>
            {
                OpenPoints open = Opened;
                await _sender.SettleAsync(cancellationToken).ConfigureAwait(false);
                string[] measurements = [.. PointTable.All.Select(table => table.Name), StoreNotes.SetAside, StoreNotes.Erasures, WrittenPosition.Measurement];
                foreach (string measurement in measurements)
                {
                    foreach (string origin in PointTime.Origins(open.Origin, open.Next))
                    {
                        await _database.DeleteAsync(measurement, origin, 0, long.MaxValue, cancellationToken).ConfigureAwait(false);
                    }
                }

                open.Next = 0;
                _times.Clear();
                await open.Position.WriteAsync(0, isSettled: false, cancellationToken).ConfigureAwait(false);
                LogMessages.Cleared(_logger, _database.Server, open.Origin);
                return 0;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ConfigurationIssue>> FindIssuesAsync(CancellationToken cancellationToken) => AskAsync(
        async open =>
        {
            ServerFindings server = await _database.ExamineAsync(cancellationToken).ConfigureAwait(false);
            IReadOnlyList<PointRow> erasures = await _database.ReadNotesAsync(
                StoreNotes.Erasures, StoreNotes.ErasureFields, open.Origin, null, MostNotes, cancellationToken).ConfigureAwait(false);
            return StoreIssues.Find(
                _database.Server, server, _sender.BeyondRetention,
                [.. erasures.Where(row => UnixTime.ToDateTimeOffset(row.Time) > _time.GetUtcNow() - TextMayRemain).Select(row => (long)row.Values[0]!)]);
        });

    /// <summary>Writes the position, where the server is there, and ends the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writing.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            if (_open is { } open)
            {
                await CloseAsync(open).ConfigureAwait(false);
            }

            _database.Dispose();
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>The database of 1.x or the bucket of 2.x, as the settings have it.</summary>
    internal static IInfluxDatabase DatabaseOf(InfluxDbOptions options, TimeProvider time) =>
        options.Version == 2 ? new FluxDatabase(options, time) : new InfluxQlDatabase(options, time);

    async Task CloseAsync(OpenPoints open)
    {
        using CancellationTokenSource bound = new(TimeToClose, _time);
        try
        {
            await open.Position.CheckAsync(bound.Token).ConfigureAwait(false);
            await open.Position.WriteAsync(open.Next, _sender.IsSettled, bound.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is StoreException or OperationCanceledException)
        {
            LogMessages.PositionNotWritten(_logger, e);
        }
    }

    async Task<long> TakeAsync(IAsyncEnumerable<IReadOnlyList<JournalEntry>> run, CancellationToken cancellationToken)
    {
        OpenPoints open = Opened;
        long next = open.Next;
        long first = next;
        IReadOnlyList<SetAside> aside;
        try
        {
            await foreach (IReadOnlyList<JournalEntry> entries in run.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                await open.Writer.AddAsync(entries, cancellationToken).ConfigureAwait(false);
                next = entries[^1].Sequence + 1;
                if (next - first >= LongestRun)
                {
                    break;
                }
            }

            aside = await open.Writer.FinishAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await open.Writer.GiveUpAsync().ConfigureAwait(false);
            throw;
        }

        await NoteSetAsideAsync(open, aside, cancellationToken).ConfigureAwait(false);
        await AdvanceAsync(open, next, cancellationToken).ConfigureAwait(false);
        return next;
    }

    static async Task AdvanceAsync(OpenPoints open, long next, CancellationToken cancellationToken)
    {
        open.Next = next;
        await open.Position.NoteAsync(next, cancellationToken).ConfigureAwait(false);
    }

    async Task CarryOutAsync(OpenPoints open, long sequence, LogOrder what, CancellationToken cancellationToken)
    {
        await _sender.SettleAsync(cancellationToken).ConfigureAwait(false);
        long begun = _time.GetTimestamp();
        Erasing erasing = new(_database, _sender, open.Origin, _options.BatchSize);
        long points = what switch
        {
            EraseOrder erase => await erasing.EraseAsync(erase, cancellationToken).ConfigureAwait(false),
            DropOrder drop => await erasing.DropAsync(drop, cancellationToken).ConfigureAwait(false),
            _ => 0,
        };
        if (points > 0)
        {
            await SendNoteAsync(StoreNotes.Erasure(open.Origin, sequence, _time.GetUtcNow()), cancellationToken).ConfigureAwait(false);
        }

        double milliseconds = _time.GetElapsedTime(begun).TotalMilliseconds;
        LogMessages.CarriedOut(_logger, sequence, points, milliseconds);
    }

    async Task NoteSetAsideAsync(OpenPoints open, IReadOnlyList<SetAside> ranges, CancellationToken cancellationToken)
    {
        foreach (SetAside range in ranges)
        {
            LogMessages.SetAside(_logger, range.FirstSequence, range.EndSequence - 1, range.Reason);
        }

        if (ranges.Count > 0)
        {
            await SendNoteAsync(StoreNotes.OfSetAside(open.Origin, ranges, _time.GetUtcNow()), cancellationToken).ConfigureAwait(false);
        }
    }

    async Task SendNoteAsync(PointBatch note, CancellationToken cancellationToken)
    {
        if (await _sender.SendAsync(note, cancellationToken).ConfigureAwait(false) is [var refused, ..])
        {
            throw new StoreException($"{_database.Server} does not take what the store has to note. {refused.Reason}");
        }
    }

    /// <summary>Asks, and looks meanwhile whether the database is still the one that was filled.</summary>
    ValueTask<T> CheckedAsync<T>(Func<OpenPoints, Task<T>> ask, CancellationToken cancellationToken) => AskAsync(
        async open =>
        {
            Task check = open.Position.CheckAsync(cancellationToken);
            Task<T> answer = ask(open);
            await Task.WhenAll(check, answer).ConfigureAwait(false);
            return await answer.ConfigureAwait(false);
        });

    async ValueTask<T> AskAsync<T>(Func<OpenPoints, Task<T>> ask)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return await ask(Opened).ConfigureAwait(false);
    }

    async Task<T> WriteAsync<T>(Func<Task<T>> write, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return await write().ConfigureAwait(false);
        }
        finally
        {
            _writing.Release();
        }
    }

    static async IAsyncEnumerable<IReadOnlyList<JournalEntry>> AsRun(IReadOnlyList<JournalEntry> entries)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        yield return entries;
    }
}
