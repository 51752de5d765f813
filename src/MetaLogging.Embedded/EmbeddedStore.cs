using MetaLogging.Embedded.Files;
using MetaLogging.Embedded.Reading;
using MetaLogging.Embedded.Tables;
using MetaLogging.Embedded.Writing;
using MetaLogging.Entries;
using MetaLogging.Journaling;
using MetaLogging.Numbers;
using MetaLogging.Stores;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MetaLogging.Embedded;

/// <summary>
/// Keeps events in a DuckDB file of its own, in columns, for questions that are answered in milliseconds. It is a view of one journal:
/// what it loses comes from there again.
/// </summary>
/// <remarks>
/// The newest rows are kept in memory and are moved to disk by whole row groups of 122,880, and when it is closed; after a kill they come
/// from the journal again.
/// Thread-safe. Questions run on the thread that asks them, at most <see cref="EmbeddedStoreOptions.ConcurrentQueries"/> at a time, also
/// while rows are written and moved; while the file is
/// exchanged (an erasure) they wait. After a failure that is not transient, <see cref="OpenAsync"/> may be called again, and answers from
/// where on entries are wanted.
/// </remarks>
public sealed class EmbeddedStore : IEventStore
{
    readonly StoreFiles _files;
    readonly EmbeddedStoreOptions _options;
    readonly TimeProvider _time;
    readonly ILogger _logger;
    readonly SemaphoreSlim _writing = new(1, 1);
    readonly SemaphoreSlim _reading;
    volatile OpenStore? _open;
    bool _disposed;

    /// <summary>A store in a folder of its own.</summary>
    /// <param name="directory">The folder, <c>DIR/store</c>; made when it is missing. Nothing else may be in it.</param>
    /// <param name="options">The settings.</param>
    /// <param name="time">Measures how long moves take, for the log.</param>
    /// <param name="logger">Where it logs; null: nowhere.</param>
    public EmbeddedStore(string directory, EmbeddedStoreOptions options, TimeProvider time, ILogger? logger = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        _files = new(directory);
        _options = options;
        _time = time;
        _logger = logger ?? NullLogger.Instance;
        _reading = new(options.ConcurrentQueries, options.ConcurrentQueries);
    }

    /// <inheritdoc/>
    public string Name => "embedded";

    /// <inheritdoc/>
    public string Title => "Embedded store";

    /// <inheritdoc/>
    public ValueTask<long> OpenAsync(string origin, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(origin);
        return WriteAsync(
            async () =>
            {
                await ExchangeAsync(
                    () =>
                    {
                        Close();
                        _open = OpenStore.Open(_files, _options, origin, RowsInMemory);
                    },
                    cancellationToken);
                LogMessages.Opened(_logger, _files.Database, _open!.Newest.Next);
                return _open.Newest.Next;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask ApplyAsync(IReadOnlyList<JournalEntry> entries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entries);
        await WriteAsync(() => Task.FromResult(Apply(entries, cancellationToken)), cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>A row group's rows go straight to disk, in one transaction; what is left of the batch that filled it goes to memory.</remarks>
    public ValueTask<long> ApplyAsync(IAsyncEnumerable<IReadOnlyList<JournalEntry>> run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        return WriteAsync(
            async () =>
            {
                NewestRows newest = Opened.Newest;
                long begun = _time.GetTimestamp();
                long before = newest.Moved;
                IReadOnlyList<JournalEntry> left = await newest.TakeToDiskAsync(run, LogSetAside);
                double milliseconds = _time.GetElapsedTime(begun).TotalMilliseconds;
                LogMessages.Moved(_logger, newest.Moved - before, milliseconds, newest.Moved);
                Apply(left, CancellationToken.None);
                return newest.Next;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask ApplyAsync(JournalEntry order, LogOrder what, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(what);
        await WriteAsync(
            async () =>
            {
                OpenStore open = Opened;
                if (order.Sequence >= open.Newest.Next && IsRewritingNeeded(open, what))
                {
                    await RewriteAsync(order.Sequence, what, cancellationToken);
                }

                // Last, so that the position passes the order only when it has been carried out; carried out again it finds nothing to do.
                return Apply([order], CancellationToken.None);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask SkipAsync(SetAside range, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(range);
        await WriteAsync(
            () =>
            {
                Opened.Newest.Skip(range);
                LogSetAside(range);
                return Task.FromResult(true);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SetAside>> ReadSetAsideAsync(CancellationToken cancellationToken) =>
        ReadAsync(SetAsideReader.Read, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<StorePage> QueryAsync(StoreQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return ReadAsync(snapshot => EventReader.ReadPage(snapshot, query), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<PrivacyReport> ReportPrivacyAsync(ReportScope scope, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return ReadAsync(snapshot => PrivacyReader.Read(snapshot, scope), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<EventCounts> CountAsync(TimeRange range, string? tenantId, CancellationToken cancellationToken) =>
        ReadAsync(snapshot => CountReader.Read(snapshot, range, tenantId), cancellationToken);

    /// <inheritdoc/>
    /// <remarks>
    /// It works on a store that can't be opened, too. One that was open is open again afterwards, and wants the first sequence.
    /// </remarks>
    public async ValueTask ClearAsync(CancellationToken cancellationToken)
    {
        await WriteAsync(
            async () =>
            {
                await ExchangeAsync(
                    () =>
                    {
                        string? origin = _open?.Origin;
                        Close();
                        _files.DeleteAll();
                        _open = origin is null ? null : OpenStore.Open(_files, _options, origin, RowsInMemory);
                    },
                    cancellationToken);
                LogMessages.Cleared(_logger, _files.Database);
                return true;
            },
            cancellationToken);
    }

    /// <summary>Waits for the questions that run, moves the newest rows to disk, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writing.WaitAsync();
        try
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            if (_open is { } open)
            {
                MoveAtClose(open);
                await ExchangeAsync(Close, CancellationToken.None);
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>At so many rows of one kind in memory all are moved to disk. Tests take few.</summary>
    internal int RowsInMemory { get; init; } = EventTable.RowGroup;

    OpenStore Opened => _open ?? throw StoreFailure.NotOpen(_files);

    /// <summary>Takes entries and moves them to disk whenever there are enough; cancelled only between two transactions.</summary>
    bool Apply(IReadOnlyList<JournalEntry> entries, CancellationToken cancellationToken)
    {
        NewestRows newest = Opened.Newest;
        for (int index = 0; index < entries.Count;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (newest.IsFull)
            {
                Move(newest);
            }

            index = newest.Take(entries, index, LogSetAside);
        }

        if (newest.IsFull)
        {
            Move(newest);
        }

        return true;
    }

    void Move(NewestRows newest)
    {
        long rows = newest.Rows;
        long begun = _time.GetTimestamp();
        newest.Move();
        double milliseconds = _time.GetElapsedTime(begun).TotalMilliseconds;
        LogMessages.Moved(_logger, rows, milliseconds, newest.Moved);
    }

    void MoveAtClose(OpenStore open)
    {
        try
        {
            if (open.Newest.Next > open.Newest.Moved)
            {
                Move(open.Newest);
            }
        }
        catch (Exception e) when (StoreFailure.IsOfDatabase(e))
        {
            LogMessages.NotMovedAtClose(_logger, e);
        }
    }

    bool IsRewritingNeeded(OpenStore open, LogOrder what)
    {
        Rewriting rewriting = new(open.Database, _files);
        return what switch
        {
            EraseOrder erase => rewriting.IsNeeded(erase),
            DropOrder drop => rewriting.IsNeeded(drop),
            _ => false,
        };
    }

    /// <summary>Writes the store anew while questions go on, and exchanges the files while they wait.</summary>
    async Task RewriteAsync(long sequence, LogOrder what, CancellationToken cancellationToken)
    {
        OpenStore open = Opened;
        long begun = _time.GetTimestamp();
        new Rewriting(open.Database, _files).Write(what, open.Newest.Next);
        await ExchangeAsync(
            () =>
            {
                Close();
                _files.ReplaceByAnew();
                _open = OpenStore.Open(_files, _options, open.Origin, RowsInMemory);
            },
            cancellationToken);
        double milliseconds = _time.GetElapsedTime(begun).TotalMilliseconds;
        LogMessages.WrittenAnew(_logger, sequence, milliseconds);
    }

    /// <summary>
    /// Closes the database, if it is open; its newest rows are gone. What DuckDB can't write while it closes stands in its log, or in the
    /// journal.
    /// </summary>
    void Close()
    {
        OpenStore? open = _open;
        _open = null;
        try
        {
            open?.Dispose();
        }
        catch (Exception e) when (StoreFailure.IsOfDatabase(e))
        {
            LogMessages.NotClosed(_logger, e);
        }
    }

    /// <summary>Runs <paramref name="exchange"/> while no question runs.</summary>
    async Task ExchangeAsync(Action exchange, CancellationToken cancellationToken)
    {
        int held = 0;
        try
        {
            for (; held < _options.ConcurrentQueries; held++)
            {
                await _reading.WaitAsync(cancellationToken);
            }

            exchange();
        }
        finally
        {
            if (held > 0)
            {
                _reading.Release(held);
            }
        }
    }

    async ValueTask<T> WriteAsync<T>(Func<Task<T>> write, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return await write();
        }
        catch (Exception e) when (StoreFailure.IsOfDatabase(e))
        {
            throw StoreFailure.Of(e, _files);
        }
        finally
        {
            _writing.Release();
        }
    }

    async ValueTask<T> ReadAsync<T>(Func<Snapshot, T> read, CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return Opened.Read(read, cancellationToken);
        }
        catch (Exception e) when (StoreFailure.IsOfDatabase(e))
        {
            throw StoreFailure.Of(e, _files);
        }
        finally
        {
            _reading.Release();
        }
    }

    void LogSetAside(SetAside range) => LogMessages.SetAside(_logger, range.FirstSequence, range.EndSequence - 1, range.Reason);
}
