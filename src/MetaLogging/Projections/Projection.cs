using MetaLogging.Entries;
using MetaLogging.Journaling;
using MetaLogging.Logs;
using MetaLogging.Stores;
using Microsoft.Extensions.Logging;

namespace MetaLogging.Projections;

/// <summary>
/// Carries the entries of a journal into one store, in order, at the store's pace. The store remembers how far it came; a store that is down, slow or new
/// catches up by itself, and holds up nobody else.
/// </summary>
internal sealed class Projection(Journal journal, IEventStore store, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    /// <summary>How many entries are not worth waiting for.</summary>
    const int Handful = 2048;

    /// <summary>How long a handful waits for more to come, so that single events don't cost a transaction each. A query that wants them doesn't wait.</summary>
    static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(50);

    /// <summary>How long nothing has to come before a store is asked whether it is still there.</summary>
    static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);

    static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(200);
    static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(30);
    static readonly TimeSpan LeastRetryWhenAsked = TimeSpan.FromSeconds(1);

    readonly EntryReads _reads = new(journal);
    CancellationTokenSource _stopping = new();
    readonly Lock _lock = new();
    readonly EntryView _view = new();
    readonly List<Waiter> _waiters = [];
    TaskCompletionSource _wanted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    Task _running = Task.CompletedTask;
    long _position = -1;
    long _lastKnown;
    string? _problem;

    public IEventStore Store => store;

    /// <summary>The sequence that the store wants next; −1 while it is not open.</summary>
    public long Position => Volatile.Read(ref _position);

    /// <summary>So many entries behind, the store is offered a run of batches, to take as many at once as suit it. Tests take few.</summary>
    internal int LongRun { get; init; } = 150_000;

    /// <summary>What is wrong with the store; null when it follows.</summary>
    public string? Problem => Volatile.Read(ref _problem);

    public void Start() => _running = Task.Run(() => RunAsync(_stopping.Token));

    /// <summary>Waits until the store has all entries before <paramref name="sequence"/>.</summary>
    /// <returns>Whether it has them; false when the time was up.</returns>
    /// <exception cref="StoreException">The store is not well.</exception>
    public async ValueTask<bool> CatchUpAsync(long sequence, TimeSpan bound, CancellationToken cancellationToken)
    {
        if (Position >= sequence)
        {
            return true;
        }

        var waiter = new Waiter(sequence);
        lock (_lock)
        {
            if (Problem is { } problem)
            {
                _wanted.TrySetResult();
                throw new StoreException(problem) { IsTransient = true };
            }

            if (_position >= sequence)
            {
                return true;
            }

            _waiters.Add(waiter);
            _wanted.TrySetResult();
        }

        try
        {
            return await waiter.Task.WaitAsync(bound, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return false;
        }
        finally
        {
            lock (_lock)
            {
                _waiters.Remove(waiter);
            }
        }
    }

    /// <summary>Throws away all that the store has, and carries everything into it again.</summary>
    /// <exception cref="StoreException">The store can't be cleared or built.</exception>
    public async Task RebuildAsync(IProgress<RebuildProgress>? progress, CancellationToken cancellationToken)
    {
        await StopAsync().ConfigureAwait(false);
        long target = journal.NextSequence;
        try
        {
            await LearnOfOriginAsync(cancellationToken).ConfigureAwait(false);
            await store.ClearAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _stopping.Dispose();
            _stopping = new();
            Volatile.Write(ref _position, -1);
            Settle(null);
            Start();
        }

        while (!await CatchUpAsync(target, TimeSpan.FromMilliseconds(100), cancellationToken).ConfigureAwait(false))
        {
            progress?.Report(new(Math.Max(0, Position), target));
        }

        progress?.Report(new(target, target));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        await store.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    async Task StopAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
    }

    async Task RunAsync(CancellationToken cancellationToken)
    {
        LogCapture.BeginRecording();   // a store that speaks of what it takes would else get what it says, and speak of that
        TimeSpan retry = FirstRetry;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                if (Position < 0)
                {
                    Advance(await OpenAsync(cancellationToken).ConfigureAwait(false));
                    Settle(null);
                }

                await StepAsync(cancellationToken).ConfigureAwait(false);
                Settle(null);
                retry = FirstRetry;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                Fail(e);
                await _reads.ForgetAsync().ConfigureAwait(false);
                Tell(e, retry);
                await DelayAsync(retry, cancellationToken).ConfigureAwait(false);
                retry = TimeSpan.FromTicks(Math.Min(retry.Ticks * 2, LastRetry.Ticks));
            }
        }

        await _reads.ForgetAsync().ConfigureAwait(false);
        EndWaiters(new StoreException($"{store.Title} is being closed."));
    }

    async Task<long> OpenAsync(CancellationToken cancellationToken)
    {
        long position = await store.OpenAsync(journal.Origin, cancellationToken).ConfigureAwait(false);
        if (position > journal.NextSequence)
        {
            // An older journal was put back: what the store has beyond it is not in any journal.
            ProjectionLog.Ahead(logger, store.Name, position, journal.NextSequence);
            await store.ClearAsync(cancellationToken).ConfigureAwait(false);
            position = 0;
        }

        return position;
    }

    /// <summary>A store on a server has to know whose entries it is to clear, and is often told to before it was opened; one that can't be opened is cleared, too.</summary>
    async Task LearnOfOriginAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (Position < 0)
            {
                await store.OpenAsync(journal.Origin, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (StoreException)
        {
            // Clearing says what is wrong, where it can't be done either.
        }
    }

    async Task StepAsync(CancellationToken cancellationToken)
    {
        long position = Position;
        if (position >= journal.NextSequence)
        {
            await WaitForMoreAsync(position, cancellationToken).ConfigureAwait(false);
        }

        if (journal.NextSequence - position < Handful)
        {
            await LingerAsync(position, cancellationToken).ConfigureAwait(false);
        }

        IReadOnlyList<JournalEntry> entries;
        try
        {
            entries = await _reads.ReadAsync(position, cancellationToken).ConfigureAwait(false);
        }
        catch (DamagedEntriesException e)
        {
            await SkipAsync(new SetAside(position, e.Damage.EndSequence, "The journal is damaged there."), cancellationToken).ConfigureAwait(false);
            return;
        }
        catch (SequenceDroppedException e)
        {
            await SkipAsync(new SetAside(position, e.FirstKept, "The journal no longer keeps it."), cancellationToken).ConfigureAwait(false);
            return;
        }

        if (journal.NextSequence - position >= LongRun && _reads.OrdersAmong(entries).Length == 0)
        {
            Advance(await store.ApplyAsync(_reads.RunAsync(entries, cancellationToken), cancellationToken).ConfigureAwait(false));
        }
        else
        {
            await ApplyAsync(entries, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Waits for the next entry. A server that dies while nothing is recorded would be called well until something is; so it is asked now and then, and
    /// opened anew, which also finds a database that was dropped or put back.
    /// </summary>
    /// <exception cref="StoreException">The store is no longer well.</exception>
    async Task WaitForMoreAsync(long position, CancellationToken cancellationToken)
    {
        for (; ; )
        {
            using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            Task more = journal.WaitForAsync(position, enough.Token).AsTask();
            Task first = await Task.WhenAny(more, Task.Delay(Idle, time, enough.Token)).ConfigureAwait(false);
            await enough.CancelAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            if (first == more)
            {
                await more.ConfigureAwait(false);
                return;
            }

            if (await store.FindProblemAsync(cancellationToken).ConfigureAwait(false) is { } problem)
            {
                throw new StoreException(problem);
            }
        }
    }

    async Task ApplyAsync(IReadOnlyList<JournalEntry> entries, CancellationToken cancellationToken)
    {
        int from = 0;
        foreach (long order in _reads.OrdersAmong(entries))
        {
            int at = (int)(order - entries[0].Sequence);
            await ApplyEventsAsync(entries, from, at, cancellationToken).ConfigureAwait(false);
            await ApplyOrderAsync(entries[at], cancellationToken).ConfigureAwait(false);
            from = at + 1;
        }

        await ApplyEventsAsync(entries, from, entries.Count, cancellationToken).ConfigureAwait(false);
    }

    async Task ApplyEventsAsync(IReadOnlyList<JournalEntry> entries, int from, int to, CancellationToken cancellationToken)
    {
        if (from < to)
        {
            IReadOnlyList<JournalEntry> events = from == 0 && to == entries.Count ? entries : [.. entries.Skip(from).Take(to - from)];
            await store.ApplyAsync(events, cancellationToken).ConfigureAwait(false);
            Advance(events[^1].Sequence + 1);
        }
    }

    async Task ApplyOrderAsync(JournalEntry entry, CancellationToken cancellationToken)
    {
        _view.Read(entry);
        if (_view.Order is { } order)
        {
            await store.ApplyAsync(entry, order, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await store.ApplyAsync([entry], cancellationToken).ConfigureAwait(false);
        }

        Advance(entry.Sequence + 1);
    }

    async Task SkipAsync(SetAside range, CancellationToken cancellationToken)
    {
        ProjectionLog.SetAside(logger, store.Name, range.FirstSequence, range.EndSequence, range.Reason);
        await store.SkipAsync(range, cancellationToken).ConfigureAwait(false);
        Advance(range.EndSequence);
    }

    /// <summary>Waits for more to come, unless somebody wants what is there.</summary>
    async Task LingerAsync(long position, CancellationToken cancellationToken)
    {
        Task wanted;
        lock (_lock)
        {
            if (_waiters.Count > 0)
            {
                return;
            }

            _wanted = new(TaskCreationOptions.RunContinuationsAsynchronously);
            wanted = _wanted.Task;
        }

        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task filled = journal.WaitForAsync(position + Handful, enough.Token).AsTask();
        await Task.WhenAny(wanted, filled, Task.Delay(Linger, time, enough.Token)).ConfigureAwait(false);
        await enough.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Waits before the next try; somebody who asks cuts the wait short, though not below a second.</summary>
    async Task DelayAsync(TimeSpan delay, CancellationToken cancellationToken)
    {
        Task wanted;
        lock (_lock)
        {
            _wanted = new(TaskCreationOptions.RunContinuationsAsynchronously);
            wanted = _wanted.Task;
        }

        TimeSpan least = delay < LeastRetryWhenAsked ? delay : LeastRetryWhenAsked;
        await Task.Delay(least, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (delay > least)
        {
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(wanted, Task.Delay(delay - least, time, enough.Token)).ConfigureAwait(false);
            await enough.CancelAsync().ConfigureAwait(false);
        }
    }

    void Advance(long position)
    {
        lock (_lock)
        {
            Volatile.Write(ref _position, position);
            _lastKnown = position;
            _waiters.RemoveAll(waiter => waiter.Serve(position));
        }
    }

    void Tell(Exception e, TimeSpan retry)
    {
        long lag = journal.NextSequence - _lastKnown;   // its position is not known while it can't be reached
        if (e is StoreException expected)
        {
            // Its message says all there is to say, and may come again and again.
            ProjectionLog.Waits(logger, store.Name, lag, retry, expected.Message);
        }
        else
        {
            ProjectionLog.Failed(logger, store.Name, lag, retry, e);
        }
    }

    /// <summary>Says that all is well again, or what is not.</summary>
    void Settle(string? problem) => Volatile.Write(ref _problem, problem);

    void Fail(Exception e)
    {
        string problem = e is StoreException ? e.Message : $"{store.Title} failed: {e.GetType().Name}: {e.Message}";
        bool isPassing = e is StoreException { IsTransient: true };
        lock (_lock)
        {
            Settle(problem);
            if (!isPassing)
            {
                // It is opened anew, and says itself from where on it wants entries.
                Volatile.Write(ref _position, -1);
                EndWaiters(new StoreException(problem, e));
            }
        }
    }

    void EndWaiters(StoreException reason)
    {
        lock (_lock)
        {
            _waiters.ForEach(waiter => waiter.Fail(reason));
            _waiters.Clear();
        }
    }

    sealed class Waiter(long sequence)
    {
        readonly TaskCompletionSource<bool> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<bool> Task => _done.Task;

        public bool Serve(long position) => position >= sequence && _done.TrySetResult(true);

        public void Fail(StoreException reason) => _done.TrySetException(reason);
    }
}
