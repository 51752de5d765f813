using System.Buffers;

namespace MetaLogging.Journaling;

/// <summary>Writes the details of sealed segments anew, for an order.</summary>
internal sealed class DetailRewriter(JournalFiles files, BlockCache cache)
{
    readonly Replacement _replacement = new(files);

    public void Rewrite(long order, IReadOnlyList<SequenceRange> ranges, DetailRewrite rewrite, CancellationToken cancellationToken)
    {
        DeleteCopies();
        foreach (SealedSegment segment in files.Segments.All.OfType<SealedSegment>())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (segment.State.AppliedOrder < order && Overlaps(ranges, segment.First, segment.End))
            {
                RewriteSegment(segment, order, ranges, rewrite);
            }
        }
    }

    /// <summary>Copies of cut and damaged frames may hold what is to be erased, in whatever state: any erasure ends them all.</summary>
    void DeleteCopies()
    {
        foreach (string name in files.Files.ListFiles(files.Folder.Aside))
        {
            if (name.EndsWith(JournalFolder.Tail, StringComparison.Ordinal)
                || name.EndsWith(JournalFolder.Damaged, StringComparison.Ordinal))
            {
                files.Files.Delete(Path.Combine(files.Folder.Aside, name));
            }
        }

        files.Files.FlushFolder(files.Folder.Aside);
    }

    void RewriteSegment(SealedSegment segment, long order, IReadOnlyList<SequenceRange> ranges, DetailRewrite rewrite)
    {
        string path = files.Folder.PathOf(segment.First, SegmentFileKind.Details);
        string name = Path.GetFileName(path);
        if (segment.State.DetailsDamage is { } unreadable)
        {
            throw new DamagedEntriesException(unreadable);
        }

        List<JournalDamage> lost = [];
        long generation;
        using (SealedFile old = SealedFile.Open(files.Files, path, SegmentFileKind.Details, segment.First))
        {
            generation = old.Footer.Generation + 1;
            _replacement.Write(path, file =>
            {
                lost.Clear();
                using SealedFileWriter writer = new(file, new(SegmentFileKind.Details, files.LogId, files.Origin, segment.First),
                    files.Options.CompressionLevel);
                using FactSource facts = new(files, cache, segment);
                foreach (SealedBlock block in old.Blocks)
                {
                    if (Overlaps(ranges, block.First, block.End))
                    {
                        RewriteBlock(old, block, name, ranges, rewrite, facts, writer, lost);
                    }
                    else
                    {
                        CopyBlock(old, block, name, writer, lost);
                    }
                }

                IEnumerable<SequenceRange> newlyLost = lost.Select(damage => new SequenceRange(damage.FirstSequence, damage.EndSequence));
                writer.Finish(old.Orders, [.. old.Lost, .. newlyLost], generation, order);
            });
        }

        files.Files.FlushFolder(files.Folder.Segments);
        SealedState state = segment.State with { AppliedOrder = order, Lost = [.. segment.State.Lost, .. lost] };
        files.Segments.Replace(segment, new SealedSegment(files, cache, segment.First, segment.End, state));
        cache.Clear();
        _replacement.KeepSpare();
        JournalLog.Rewritten(files.Logger, name, order, generation);
    }

    static void RewriteBlock(SealedFile old, SealedBlock block, string name, IReadOnlyList<SequenceRange> ranges, DetailRewrite rewrite,
        FactSource facts, SealedFileWriter writer, List<JournalDamage> lost)
    {
        if (old.ReadBlock(block) is not { } raw)
        {
            AddLost(block, name, writer, lost);
            return;
        }

        ArrayBufferWriter<byte> output = new();
        BlockEntries entries = new(raw);
        for (long sequence = block.First; sequence < block.End; sequence++)
        {
            ReadOnlyMemory<byte> detail = entries.Next();
            output.ResetWrittenCount();
            bool isAsked = ranges.Any(range => sequence >= range.From && sequence < range.To);
            writer.Add(isAsked && rewrite(new(sequence, facts.Get(sequence), detail), output) ? output.WrittenSpan : detail.Span);
        }

        output.Clear();
    }

    static void CopyBlock(SealedFile old, SealedBlock block, string name, SealedFileWriter writer, List<JournalDamage> lost)
    {
        if (old.ReadCompressed(block) is { } compressed)
        {
            writer.AddBlock(block, compressed);
        }
        else
        {
            AddLost(block, name, writer, lost);
        }
    }

    /// <summary>What can't be read can't be erased entry by entry: a damaged block does not live on in the new file.</summary>
    static void AddLost(SealedBlock block, string name, SealedFileWriter writer, List<JournalDamage> lost)
    {
        lost.Add(new(name, block.First, block.End, "its block was damaged when the file was written anew."));
        for (long sequence = block.First; sequence < block.End; sequence++)
        {
            writer.Add([]);
        }
    }

    static bool Overlaps(IReadOnlyList<SequenceRange> ranges, long first, long end) =>
        ranges.Any(range => range.From < end && range.To > first);
}
