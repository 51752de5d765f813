namespace MetaLogging.Journaling;

/// <summary>
/// Opens what is on disk: flushes first, then finds the segments, cuts a torn last frame, and names everything else that is wrong.
/// </summary>
/// <remarks>
/// <paramref name="covered"/>: So many entries are covered by a signed checkpoint: they were flushed, so a frame of theirs is never cut as torn.
/// </remarks>
internal sealed class JournalRecovery(JournalFiles files, BlockCache cache, Sealer sealer, long covered)
{
    readonly List<OpenSegment> _unsealed = [];

    /// <summary>Segments that get no more frames and wait to be sealed.</summary>
    public IReadOnlyList<OpenSegment> Unsealed => _unsealed;

    /// <summary>The segment in which writing goes on; null when none can.</summary>
    public OpenSegment? Tail { get; private set; }

    /// <summary>The sequence behind the last entry.</summary>
    public long Next { get; private set; }

    public WritingState State { get; private set; } = WritingState.Writable;

    public RecoveryReport Report { get; private set; } = new(true, 0, null);

    public void Run()
    {
        JournalFolder folder = files.Folder;
        RemoveLeftovers();
        SegmentNames names = SegmentNames.Of(files);
        if (names.Last(SegmentFileKind.Open) is { } tail)
        {
            using IFile file = files.Files.Open(folder.PathOf(tail, SegmentFileKind.Open), FileUse.Write);
            file.Flush();
        }

        files.Files.FlushFolder(folder.Segments);
        if (names.IsEmpty)
        {
            return;
        }

        new SegmentIdentity(files).Find(names);
        foreach (long first in names.All)
        {
            Open(names, first);
        }

        Finish();
    }

    void RemoveLeftovers()
    {
        JournalFolder folder = files.Folder;
        foreach (string name in files.Files.ListFiles(folder.Segments)
            .Where(name => name.EndsWith(JournalFolder.Temporary, StringComparison.Ordinal)))
        {
            files.Files.Delete(Path.Combine(folder.Segments, name));
        }

        // A spare that was half written as the target of a rewrite may hold anything.
        files.Files.Delete(folder.Spare);
        SegmentDropper.FinishInterrupted(files);
    }

    void Open(SegmentNames names, long first)
    {
        long? limit = names.Behind(first);
        if (Next < first && files.Segments.Last is not null)
        {
            JournalDamage missing = new(JournalFolder.NameOf(Next, SegmentFileKind.Facts), Next, first, "the segment is missing.");
            files.Report(missing);
            files.Segments.Add(new MissingSegment(missing));
        }

        bool hasFrames = names.Has(first, SegmentFileKind.Open);
        bool isSealed = names.Has(first, SegmentFileKind.Facts) && names.Has(first, SegmentFileKind.Details);
        if (hasFrames && isSealed && SealedSegment.IsWhole(files, first, out bool isDamaged))
        {
            // Sealing had ended but for the deletion of the frames.
            sealer.Remove(first, isDamaged);
            hasFrames = false;
        }

        if (hasFrames)
        {
            OpenFrames(first, limit);
        }
        else
        {
            SealedSegment segment = SealedSegment.Open(files, cache, first, limit);
            files.Segments.Add(segment);
            Next = segment.End;
            if (limit is null)
            {
                Stop($"The segment that was being written, behind {JournalFolder.NameOf(first, SegmentFileKind.Facts)}, is missing,"
                    + " so the next sequence is not known. Restore the folder from a backup into a new one.");
            }
        }
    }

    void OpenFrames(long first, long? limit)
    {
        string path = files.Folder.PathOf(first, SegmentFileKind.Open);
        string name = Path.GetFileName(path);
        IFile file = files.Files.Open(path, FileUse.Write);
        SegmentScan scan = new(file, name, files.LogId, first, limit);
        scan.Run();
        OpenSegment segment = new(first, files.LogId, path, file)
        {
            AllocatedLength = file.Length,
            WriteOffset = scan.End,
            EndsCleanly = scan.EndsCleanly,
        };
        foreach (FramePlace frame in scan.Frames)
        {
            segment.Add(frame);
        }

        foreach (JournalDamage damage in scan.Damage)
        {
            files.Report(damage);
            if (damage.EndSequence > damage.FirstSequence)
            {
                segment.AddLost(damage);
            }
        }

        files.Orders.Add(scan.Orders);
        files.Segments.Add(segment);
        Next = segment.End;
        if (limit is not null)
        {
            _unsealed.Add(segment);
            return;
        }

        Report = new(scan.EndsCleanly && scan.Damage.Count == 0, 0, null);
        if (scan.IsNextUnknown)
        {
            Stop(scan.Damage[^1].Reason + " Restore the folder from a backup into a new one.");
            return;
        }

        TornTail tail = new(files, segment);
        if (scan.TornLength > 0 && Next < covered)
        {
            JournalDamage damage = new(name, Next, covered, "its last frame is torn, though a signed checkpoint covers it.");
            files.Report(damage);
            Stop(damage.Reason + " Restore the folder from a backup into a new one.");
            return;
        }

        if (scan.TornLength > 0)
        {
            Report = new(false, scan.TornLength, tail.Cut(scan.TornLength));
        }
        else if (!scan.EndsCleanly && scan.Frames is [.., var last])
        {
            tail.WriteAgain(last);
        }

        Tail = segment;
    }

    /// <summary>A last segment with damage gets no more frames: writing goes on in a new one, and this one is sealed.</summary>
    void Finish()
    {
        if (Tail is { Lost.Count: > 0 } damaged)
        {
            Tail = null;
            long length = files.Options.SegmentSize;
            Tail = files.Publish(files.Prepare(Next, length), Next, length);
            _unsealed.Add(damaged);
        }
    }

    void Stop(string reason) => State = WritingState.Stopped(reason);
}
