using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Tree;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MetaLogging.Journaling;

/// <summary>
/// An append-only log of entries in a data folder: durable before it acknowledges, compressed when sealed, readable by a stranger
/// (docs/journal-format.md).
/// Thread-safe. One process at a time has it.
/// </summary>
public sealed class Journal : IAsyncDisposable
{
    readonly JournalFiles _files;
    readonly IDisposable _lock;
    readonly CommitPoint _commits = new();
    readonly GroupCommit _writer;
    readonly SegmentWork _work;
    readonly DetailRewriter _rewriter;
    readonly SegmentDropper _dropper;
    int _disposed;

    Journal(JournalFiles files, IDisposable folderLock, TimeProvider time, Action<long, EntryBatch>? committed)
    {
        (_files, _lock) = (files, folderLock);
        BlockCache cache = new();
        Sealer sealer = new(files, cache);
        CheckpointFiles checkpoints = new(files.Files, files.Folder);
        JournalRecovery recovery = new(files, cache, sealer, TreeStart.Covered(checkpoints));
        recovery.Run();
        OpenSegment? tail = recovery.Tail;
        if (files.Segments.Last is null)
        {
            tail = JournalStart.Begin(files);
        }

        Recovery = recovery.Report;
        _commits.MoveTo(recovery.Next);
        _rewriter = new(files, cache);
        _dropper = new(files, cache);
        new Replacement(files).KeepSpare();
        OpenedTree? tree = files.Options.HasTree ? OpenTree(checkpoints, recovery.Next) : null;
        _work = new(files, sealer, recovery.Unsealed);
        _writer = new(files, _commits, tail, recovery.State, _work.Add, committed);
        if (tree is not null)
        {
            Tree = new(files, tree, recovery.Next, time, _writer.Stop);
            _writer.Tree = Tree;
        }
    }

    /// <summary>The data folder.</summary>
    public string Directory => _files.Folder.Root;

    /// <summary>The journal's name.</summary>
    public string Origin => _files.Origin;

    /// <summary>The first sequence that is kept.</summary>
    public long FirstSequence => _files.Segments.FirstSequence;

    /// <summary>The sequence behind the last flushed entry.</summary>
    public long NextSequence => _commits.Next;

    /// <summary>Whether it can be written, what is damaged, how much space there is. Asks the disk at each call.</summary>
    public JournalHealth Health => JournalStart.HealthOf(_files, _writer.State);

    /// <summary>The Merkle tree over the facts, and its checkpoints; null where it is switched off.</summary>
    internal TreeKeeper? Tree { get; }

    /// <summary>The journal's id, which it keeps under all its names.</summary>
    internal Guid LogId => _files.LogId;

    /// <summary>What recovery found when it was opened.</summary>
    public RecoveryReport Recovery { get; }

    /// <summary>The sequences of the orders that are kept, ascending.</summary>
    public IReadOnlyList<long> Orders => _files.Orders.All;

    /// <summary>Opens (or makes) the journal of a data folder: takes DIR/LOCK, recovers, and flushes before anything is answered.</summary>
    /// <param name="directory">The data folder; it is made when it does not exist.</param>
    /// <param name="options">Checked here.</param>
    /// <param name="time">Measures the wait for the lock.</param>
    /// <param name="logger">Gets messages 1100 to 1199; none holds a byte of an entry.</param>
    /// <param name="committed">Called by the one writer, in the order of sequences, when a batch is flushed and before its caller is
    /// answered; must be quick and must not throw.</param>
    /// <param name="cancellationToken">Ends the wait for the lock.</param>
    /// <exception cref="ArgumentException">An option is outside its range.</exception>
    /// <exception cref="JournalLockedException">Another process holds the folder.</exception>
    /// <exception cref="JournalFormatException">The folder is of a newer format, of another log, or names itself otherwise than the
    /// options.</exception>
    /// <exception cref="JournalException">The folder can't be made, read or written.</exception>
    public static Task<Journal> OpenAsync(string directory, JournalOptions options, TimeProvider time, ILogger? logger = null,
        Action<long, EntryBatch>? committed = null, CancellationToken cancellationToken = default) =>
        OpenAsync(RealFiles.Instance, directory, options, time, logger, committed, cancellationToken);

    internal static async Task<Journal> OpenAsync(IFileSystem fileSystem, string directory, JournalOptions options, TimeProvider time,
        ILogger? logger = null, Action<long, EntryBatch>? committed = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        JournalStart.Check(options);
        JournalFiles files = new(fileSystem, new(directory), options, logger ?? NullLogger.Instance);
        IDisposable? folderLock = null;
        try
        {
            folderLock = await JournalStart.LockAsync(files, time, cancellationToken).ConfigureAwait(false);
            JournalStart.MakeFolders(files);
            Journal journal = new(files, folderLock, time, committed);
            folderLock = null;
            JournalLog.Opened(files.Logger, journal.Origin, directory, journal.FirstSequence, journal.NextSequence,
                journal.Recovery.WasClean);
            return journal;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JournalException($"The journal in {directory} can't be opened: {e.Message}"
                + " Check that it is a folder that this process may write, on a disk that works.", e);
        }
        finally
        {
            if (folderLock is not null)
            {
                CloseFiles(files);
                folderLock.Dispose();
            }
        }
    }

    /// <summary>Appends and answers the first sequence when all of it is flushed. Takes ownership of the batch.</summary>
    /// <param name="batch">At least one entry. It is disposed when it is written or refused.</param>
    /// <param name="purpose">The log's own events may use the reserve.</param>
    /// <param name="cancellationToken">
    /// Honoured until the batch is queued; afterwards the answer is what became of it, which is never in doubt.
    /// </param>
    /// <exception cref="JournalNotWritableException">Nothing can be written now; nothing of the batch is kept.</exception>
    /// <exception cref="AppendOutcomeUnknownException">The write or flush failed: whether the batch will be there is not known.</exception>
    public ValueTask<long> AppendAsync(EntryBatch batch, AppendPurpose purpose = AppendPurpose.Event,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentOutOfRangeException.ThrowIfZero(batch.Count, nameof(batch));
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        if (cancellationToken.IsCancellationRequested)
        {
            batch.Dispose();
            return ValueTask.FromCanceled<long>(cancellationToken);
        }

        if (Tree is not null)
        {
            batch.HashLeaves();
        }

        return _writer.AppendAsync(new(batch, purpose), cancellationToken);
    }

    /// <summary>
    /// Reads entries from a sequence on, in order and without a hole, up to about <paramref name="maxBytes"/>; none when there are no
    /// more.
    /// </summary>
    /// <exception cref="SequenceDroppedException">The sequence is before the first kept one.</exception>
    /// <exception cref="DamagedEntriesException">The entry at the sequence is damaged; the exception says where to go on.</exception>
    public ValueTask<IReadOnlyList<JournalEntry>> ReadAsync(long from, int maxBytes, EntryContent content = EntryContent.FactAndDetail,
        CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBytes);
        return new(SegmentReader.Read(_files, _commits.Next, from, maxBytes, content, cancellationToken));
    }

    /// <summary>Reads one entry.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such entry yet.</exception>
    /// <exception cref="SequenceDroppedException">The sequence is before the first kept one.</exception>
    /// <exception cref="DamagedEntriesException">The entry is damaged.</exception>
    public ValueTask<JournalEntry> ReadEntryAsync(long sequence, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sequence);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(sequence, _commits.Next);
        return new(SegmentReader.Read(_files, _commits.Next, sequence, 1, EntryContent.FactAndDetail, cancellationToken)[0]);
    }

    /// <summary>Waits until the entry of this sequence is flushed.</summary>
    public ValueTask WaitForAsync(long sequence, CancellationToken cancellationToken) => _commits.WaitForAsync(sequence, cancellationToken);

    /// <summary>Seals the open segment, if it has entries, and all that wait to be sealed.</summary>
    public Task SealAsync(CancellationToken cancellationToken) => SealAndRunAsync(_ => { }, cancellationToken);

    /// <summary>
    /// Rewrites the details in the ranges, file by file, each atomically; files to which this order was already applied are left. Seals
    /// the open segment first.
    /// </summary>
    /// <param name="order">The sequence of the order, which is flushed. Orders are applied in ascending order.</param>
    /// <param name="ranges">Which entries are shown to <paramref name="rewrite"/>.</param>
    /// <param name="rewrite">Called on the journal's own thread. The entry's fact is empty where it is damaged.</param>
    /// <param name="cancellationToken">Honoured between files.</param>
    public Task RewriteDetailsAsync(long order, IReadOnlyList<SequenceRange> ranges, DetailRewrite rewrite,
        CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(order, _commits.Next);
        return SealAndRunAsync(token => _rewriter.Rewrite(order, ranges, rewrite, token), cancellationToken);
    }

    /// <summary>Remembers an ordered erasure outside the data folder, a line with its line end; nothing where there is no guard.</summary>
    internal void RememberErasure(ReadOnlySpan<byte> line)
    {
        try
        {
            Tree?.Signer?.Guard?.RememberErasure(line);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            JournalLog.NoGuard(_files.Logger, _files.Options.GuardFolder!, e);   // the erasure itself does not wait for it
        }
    }

    /// <summary>
    /// The highest first sequence of a segment that is not above <paramref name="sequence"/>: what can be dropped ends there.
    /// </summary>
    public long SegmentBoundary(long sequence) => _files.Segments.Find(sequence)?.First ?? FirstSequence;

    /// <summary>Removes the segments that lie before <paramref name="before"/>, a segment boundary.</summary>
    /// <param name="order">The sequence of the order, which is flushed.</param>
    /// <param name="before">The first sequence that is kept.</param>
    /// <param name="cancellationToken">Honoured between segments.</param>
    public Task DropBeforeAsync(long order, long before, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(order, _commits.Next);
        return before <= FirstSequence || SegmentBoundary(before) == before
            ? DropWithHashesKeptAsync(order, before, cancellationToken)
            : throw new ArgumentException($"Sequence {before} is not the first of a segment; {SegmentBoundary(before)} is.",
                nameof(before));
    }

    /// <summary>
    /// Stops writing after what is queued, flushes, marks a clean close, releases the lock. Segments that wait to be sealed are sealed
    /// after the next start.
    /// </summary>
    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _work.Close();
            _writer.Close();
            Tree?.Dispose();
            _commits.Close();
            CloseFiles(_files);
            _lock.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>From here on the tree is the only place that has the hashes of what is dropped: first they are durable, under a checkpoint.</summary>
    async Task DropWithHashesKeptAsync(long order, long before, CancellationToken cancellationToken)
    {
        if (Tree is not null)
        {
            await Tree.CheckpointAsync(before, cancellationToken).ConfigureAwait(false);
        }

        await _work.RunAsync(token => Drop(order, before, token), cancellationToken).ConfigureAwait(false);
    }

    OpenedTree OpenTree(CheckpointFiles checkpoints, long next)
    {
        TreeFiles tree = TreeFiles.Open(_files.Files, _files.Folder.Tree);
        try
        {
            return new(tree, new TreeStart(_files, checkpoints).Open(tree, next), null);
        }
        catch (SigningRefusedException e)
        {
            JournalLog.NoCheckpoint(_files.Logger, e.Message, e);
            return new(tree, null, e.Message);
        }
        catch
        {
            tree.Dispose();
            throw;
        }
    }

    void Drop(long order, long before, CancellationToken cancellationToken)
    {
        try
        {
            _dropper.DropBefore(order, before, cancellationToken);
        }
        finally
        {
            _work.ForgetBefore(FirstSequence);
        }
    }

    static void CloseFiles(JournalFiles files)
    {
        foreach (Segment segment in files.Segments.All)
        {
            segment.Retire();
        }
    }

    async Task SealAndRunAsync(Action<CancellationToken> work, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        await _writer.AppendAsync(new(null, AppendPurpose.Own), cancellationToken).ConfigureAwait(false);
        await _work.SealAndRunAsync(work, cancellationToken).ConfigureAwait(false);
    }
}
