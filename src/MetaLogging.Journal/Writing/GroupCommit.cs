using MetaLogging.Journaling.Tree;

namespace MetaLogging.Journaling;

/// <summary>
/// The one writer: takes whatever has queued up, writes it as one frame, flushes it once, and answers all of it. The flush of one frame
/// is what gathers
/// the next; there are no timers.
/// </summary>
internal sealed class GroupCommit
{
    const int FrameTarget = 4 << 20;

    readonly JournalFiles _files;
    readonly CommitPoint _commits;
    readonly Action<OpenSegment> _full;
    readonly Action<long, EntryBatch>? _committed;
    readonly AppendQueue _queue;
    readonly FrameWriter _frames;
    readonly Thread _thread;
    OpenSegment? _open;
    volatile WritingState _state = WritingState.Writable;
    volatile WritingState? _stopped;

    /// <remarks>
    /// <paramref name="open"/>: The segment in which writing goes on; null when none can.
    /// <paramref name="full"/>: Called with each segment that takes no more frames; may wait.
    /// </remarks>
    public GroupCommit(JournalFiles files, CommitPoint commits, OpenSegment? open, WritingState state, Action<OpenSegment> full,
        Action<long, EntryBatch>? committed)
    {
        (_files, _commits, _open, _full, _committed) = (files, commits, open, full, committed);
        _state = state;
        _queue = new(files.Options.QueueSize);
        _frames = new(files.LogId);
        _thread = new(Run) { IsBackground = true, Name = "metalog journal" };
        _thread.Start();
    }

    /// <summary>Whether it can write, and why not.</summary>
    public WritingState State => _state.IsFinal ? _state : _stopped ?? _state;

    /// <summary>Gets the hashes of what is flushed; set before the first append.</summary>
    public TreeKeeper? Tree { get; set; }

    /// <summary>Writes nothing more, until the journal is opened again.</summary>
    public void Stop(string reason) => _stopped ??= WritingState.Stopped(reason);

    public ValueTask<long> AppendAsync(PendingAppend append, CancellationToken cancellationToken) => _queue.Add(append, cancellationToken);

    /// <summary>Writes what is queued and the mark of a clean close, and ends the thread.</summary>
    public void Close()
    {
        _queue.Close();
        _thread.Join();
    }

    void Run()
    {
        List<PendingAppend> emptied = [];
        while (_queue.TakeAll(emptied) is { } taken)
        {
            try
            {
                Write(taken);
            }
#pragma warning disable CA1031 // The edge of the thread: whatever it is, it is logged and each caller gets it.
            catch (Exception e)
#pragma warning restore CA1031
            {
                JournalLog.WriterStopped(_files.Logger, e);
                _open = null;
                _state = WritingState.Stopped($"The journal's writer failed ({e.GetType().Name}). Restart the process, and report it.");
                foreach (PendingAppend append in taken)
                {
                    append.Fail(new AppendOutcomeUnknownException("The journal's writer failed; whether the batch is kept is not known."
                        + " Append it again with the same id.", e));
                }
            }

            taken.Clear();
            emptied = taken;
        }

        MarkCleanClose();
    }

    void Write(List<PendingAppend> taken)
    {
        int most = Math.Min(FrameTarget, _files.Options.SegmentSize / 4);
        for (int i = 0; i < taken.Count;)
        {
            if (taken[i].Batch is null)
            {
                BeginForSealing(taken[i++]);
                continue;
            }

            int from = i;
            long body = 0;
            do
            {
                body += taken[i++].Length;
            }
            while (i < taken.Count && taken[i].Batch is not null && body + taken[i].Length <= most);
            WriteGroup(taken[from..i]);
        }
    }

    /// <summary>Finds room for the appends and writes them; where only the reserve is left, only the log's own.</summary>
    void WriteGroup(List<PendingAppend> group)
    {
        if (State.IsFinal)
        {
            _open = null;
        }

        if (HasRoom(group, _files.Reserve) || TryBegin(SizeOf(group)))
        {
            WriteFrame(group);
            return;
        }

        List<PendingAppend> own = [.. group.Where(append => append.Purpose == AppendPurpose.Own)];
        if (own.Count > 0 && HasRoom(own, 0))
        {
            WriteFrame(own);
            group = [.. group.Except(own)];
        }

        foreach (PendingAppend append in group)
        {
            append.Fail(State.ToException());
        }
    }

    static long SizeOf(List<PendingAppend> group) => FrameHeader.OnDisk(group.Sum(append => (long)append.Length));

    bool HasRoom(List<PendingAppend> group, int reserve) =>
        _open is { } open && open.WriteOffset + SizeOf(group) + reserve <= open.AllocatedLength;

    void WriteFrame(List<PendingAppend> group)
    {
        OpenSegment open = _open!;
        long first = _commits.Next;
        FramePlace place;
        try
        {
            place = _frames.Write(open, first, group);
            open.File.Flush();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            GiveUp(open, first, group, e);
            return;
        }

        open.WriteOffset = place.EndOnDisk;
        open.EndsCleanly = false;
        open.Add(place);
        List<long>? orders = null;
        long sequence = first;
        foreach (PendingAppend append in group)
        {
            foreach (int order in append.Batch!.Orders)
            {
                (orders ??= []).Add(sequence + order);
            }

            sequence += append.Batch.Count;
        }

        if (orders is not null)
        {
            _files.Orders.Add(orders);
        }

        _commits.MoveTo(place.End);
        foreach (PendingAppend append in group)
        {
            Tree?.Add(append.Batch!.Leaves);
        }

        Answer(group, first);
    }

    void Answer(List<PendingAppend> group, long first)
    {
        long sequence = first;
        foreach (PendingAppend append in group)
        {
            try
            {
                _committed?.Invoke(sequence, append.Batch!);
            }
#pragma warning disable CA1031 // Foreign code: what it throws changes nothing on disk, and the others still have to be answered.
            catch (Exception e)
#pragma warning restore CA1031
            {
                JournalLog.CallbackFailed(_files.Logger, sequence, e);
            }

            sequence += append.Batch!.Count;
        }

        sequence = first;
        foreach (PendingAppend append in group)
        {
            int count = append.Batch!.Count;
            append.Succeed(sequence);
            sequence += count;
        }
    }

    /// <summary>
    /// A write or flush failed. The kernel may call the pages clean now, so nothing behind the last flushed offset is trusted, however
    /// it reads: writing goes on
    /// in a new segment that begins at the failed frame's sequence, which makes that frame void.
    /// </summary>
    void GiveUp(OpenSegment open, long first, List<PendingAppend> group, Exception reason)
    {
        JournalLog.FrameFailed(_files.Logger, first, Path.GetFileName(open.Path), reason);
        _open = null;
        TryBegin(SizeOf(group));
        foreach (PendingAppend append in group)
        {
            append.Fail(new AppendOutcomeUnknownException(
                $"Writing to {open.Path} failed; whether the batch is kept is not known. Append it again with the same id.", reason));
        }
    }

    /// <summary>Begins a new segment with room for a frame of this size, and hands over the one before.</summary>
    bool TryBegin(long frameSize) =>
        TryBeginWith(Math.Max(_files.Options.SegmentSize, SegmentHeader.Size + frameSize + _files.Reserve));

    bool TryBeginWith(long length)
    {
        if (State.IsFinal)
        {
            return false;
        }

        long first = _commits.Next;
        OpenSegment? before = _files.Segments.Last as OpenSegment;
        try
        {
            IFile prepared = _files.Prepare(first, length);
            // Once the new name may be there, a frame in the segment before would be void.
            _open = null;
            _open = _files.Publish(prepared, first, length);
            if (before is not null && before.First < first)
            {
                _full(before);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (_state.IsWritable)
            {
                JournalLog.NotWritable(_files.Logger, first, e);
            }

            _state = e is DiskFullException ? WritingState.Full(_files.Folder.Root, e) : WritingState.ReadOnly(_files.Folder.Root, e);
            return false;
        }

        if (!_state.IsWritable)
        {
            JournalLog.Writable(_files.Logger, first);
        }

        _state = WritingState.Writable;
        return true;
    }

    /// <summary>An erasure must be possible on a full disk: then the new segment is as small as can be, and sealing the one before gives space back.</summary>
    void BeginForSealing(PendingAppend request)
    {
        if (_open is not null && _open.End == _open.First)
        {
            request.Succeed(_open.First);
        }
        else if (TryBegin(0) || (_state.State == JournalState.Full && TryBeginWith(SegmentHeader.Size + _files.Reserve)))
        {
            request.Succeed(_open!.First);
        }
        else
        {
            request.Fail(State.ToException());
        }
    }

    void MarkCleanClose()
    {
        if (State.IsFinal || _open is not { EndsCleanly: false } open || open.WriteOffset + FrameHeader.SectorSize > open.AllocatedLength)
        {
            return;
        }

        try
        {
            _frames.WriteCleanClose(open, _commits.Next);
            open.File.Flush();
        }
#pragma warning disable CA1031 // The end of the thread: without the mark the next start checks the last frame, and loses nothing.
        catch (Exception e)
#pragma warning restore CA1031
        {
            JournalLog.CloseFailed(_files.Logger, e);
        }
    }
}
