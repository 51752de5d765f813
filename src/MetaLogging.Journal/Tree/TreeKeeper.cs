using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Merkle;

namespace MetaLogging.Journaling.Tree;

/// <summary>
/// Appends the hashes of flushed entries to the tree and signs checkpoints over them, on a thread of its own: about every second while there is something new,
/// when asked, and at the end. Entries whose hashes were not taken over (the tree could not be written for a while) are read again from the journal.
/// Thread-safe.
/// </summary>
internal sealed class TreeKeeper : IDisposable
{
    const int DrainAt = 1 << 20;

    readonly object _gate = new();
    readonly JournalFiles _files;
    readonly TreeFiles _tree;
    readonly CheckpointSigner? _signer;
    readonly TreeReading _reading;
    readonly TimeProvider _time;
    readonly Action<string> _stopWriting;
    readonly List<CheckpointRequest> _requests = [];
    readonly Thread _thread;
    readonly ITimer? _timer;
    byte[] _pending = new byte[DrainAt];
    byte[] _spare = new byte[DrainAt];
    int _pendingLength;
    long _next;
    bool _isBehind;
    bool _mustGoBack;
    bool _isDue;
    bool _isClosed;
    volatile string? _problem;

    /// <remarks>
    /// <paramref name="next"/>: the number of entries; what the tree does not have of them yet is read again.
    /// <paramref name="stopWriting"/>: Called with the reason when signing is refused for good.
    /// </remarks>
    public TreeKeeper(JournalFiles files, OpenedTree opened, long next, TimeProvider time, Action<string> stopWriting)
    {
        (_files, _tree, _signer, _problem, _time, _stopWriting) = (files, opened.Files, opened.Signer, opened.Refusal, time, stopWriting);
        _reading = new(files, _tree);
        _next = opened.Refusal is null ? next : _tree.Size;
        _isBehind = _tree.Size < _next;
        if (opened.Refusal is { } refusal)
        {
            stopWriting(refusal);
        }

        _thread = new(Run) { IsBackground = true, Name = "metalog tree" };
        _thread.Start();
        _timer = time.CreateTimer(_ => BecomeDue(), null, files.Options.CheckpointInterval, files.Options.CheckpointInterval);
    }

    /// <summary>The tree; readers stay below the size of <see cref="Newest"/>.</summary>
    public TreeFiles Tree => _tree;

    /// <summary>The newest checkpoint; null before the first entry.</summary>
    public SignedCheckpoint? Newest => _signer?.Newest;

    /// <summary>The signer; null when no checkpoint may be signed.</summary>
    public CheckpointSigner? Signer => _signer;

    /// <summary>Why checkpoints are not signed now; null when they are.</summary>
    public string? Problem => _problem;

    /// <summary>Takes the hashes of entries that were just flushed, in the order of sequences.</summary>
    public void Add(ReadOnlySpan<byte> leaves)
    {
        lock (_gate)
        {
            _next += leaves.Length / TreeHash.Length;
            if (_isBehind || _pendingLength + leaves.Length > _files.Options.MostPendingHashes)
            {
                (_isBehind, _pendingLength) = (true, 0);
                return;
            }

            if (_pendingLength + leaves.Length > _pending.Length)
            {
                Array.Resize(ref _pending, Math.Max(_pendingLength + leaves.Length, Math.Min(2 * _pending.Length, _files.Options.MostPendingHashes)));
            }

            leaves.CopyTo(_pending.AsSpan(_pendingLength));
            _pendingLength += leaves.Length;
            if (_pendingLength >= DrainAt)
            {
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>A checkpoint over at least so many entries, which are flushed; signed now, when the newest one is smaller.</summary>
    /// <exception cref="SigningRefusedException">Checkpoints can't be signed; the message says why and what to do.</exception>
    public Task<SignedCheckpoint> CheckpointAsync(long atLeast, CancellationToken cancellationToken)
    {
        if (Newest is { } newest && newest.Size >= atLeast)
        {
            return Task.FromResult(newest);
        }

        CheckpointRequest request = new(atLeast);
        lock (_gate)
        {
            if (_isClosed || _signer is null)
            {
                return Task.FromException<SignedCheckpoint>(new SigningRefusedException(_problem ?? "The journal is closed."));
            }

            _requests.Add(request);
            Monitor.PulseAll(_gate);
        }

        return request.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Takes over what is there, signs a last checkpoint over it, and ends.</summary>
    public void Dispose()
    {
        _timer?.Dispose();
        lock (_gate)
        {
            _isClosed = true;
            Monitor.PulseAll(_gate);
        }

        _thread.Join();
        _tree.Dispose();
        _signer?.Dispose();
    }

    void BecomeDue()
    {
        lock (_gate)
        {
            _isDue = true;
            Monitor.PulseAll(_gate);
        }
    }

    void Run()
    {
        bool isLast = false;
        while (!isLast)
        {
            List<CheckpointRequest> requests;
            bool mustSign;
            int length;
            lock (_gate)
            {
                while (!_isDue && !_isClosed && _requests.Count == 0 && _pendingLength < DrainAt)
                {
                    Monitor.Wait(_gate);
                }

                isLast = _isClosed;
                mustSign = _isDue || isLast || _requests.Count > 0;
                requests = [.. _requests];
                _requests.Clear();
                _isDue = false;
                length = _pendingLength;
                (_pending, _spare, _pendingLength) = (_spare, _pending, 0);
            }

            try
            {
                TakeOver(_spare.AsSpan(0, length));
                if (mustSign && _signer is not null)
                {
                    _signer.Sign(_tree, _time.GetUtcNow());
                    _problem = null;
                }

                requests.ForEach(request => request.Answer(Newest));
            }
#pragma warning disable CA1031 // The edge of the thread: whatever it is, it is logged and told to those who asked.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Fail(e);
                requests.ForEach(request => request.TrySetException(new SigningRefusedException(_problem!, e)));
            }
        }
    }

    void TakeOver(ReadOnlySpan<byte> leaves)
    {
        lock (_gate)
        {
            if (_isBehind)
            {
                leaves = [];
            }
        }

        if (_mustGoBack)
        {
            if (!_tree.TryGoBack())
            {
                _reading.Rebuild(_files.Segments.FirstSequence);
            }

            _mustGoBack = false;
        }

        if (!leaves.IsEmpty)
        {
            _tree.Append(leaves);
        }

        while (IsBehind(out long next))
        {
            _reading.CatchUp(next);
        }
    }

    /// <summary>Whether entries have to be read again, up to <paramref name="next"/>; when none have, what is added from now on is taken over again.</summary>
    bool IsBehind(out long next)
    {
        lock (_gate)
        {
            next = _next;
            if (_isBehind && _tree.Size == next)
            {
                _isBehind = false;
            }

            return _isBehind;
        }
    }

    void Fail(Exception reason)
    {
        lock (_gate)
        {
            (_isBehind, _pendingLength) = (true, 0);
        }

        _mustGoBack = true;
        bool isFinal = reason is SigningRefusedException;
        if (isFinal)
        {
            _stopWriting(reason.Message);
        }

        if (_problem is null || isFinal)
        {
            JournalLog.NoCheckpoint(_files.Logger, reason.Message, reason);
        }

        _problem = isFinal ? reason.Message : $"No checkpoint could be signed: {reason.Message} It is tried again.";
    }

    /// <summary>Somebody who waits for a checkpoint.</summary>
    sealed class CheckpointRequest(long atLeast) : TaskCompletionSource<SignedCheckpoint>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public void Answer(SignedCheckpoint? newest)
        {
            if (newest?.Size >= atLeast)
            {
                TrySetResult(newest);
            }
            else
            {
                TrySetException(new SigningRefusedException($"There are no {atLeast} entries yet."));
            }
        }
    }
}
