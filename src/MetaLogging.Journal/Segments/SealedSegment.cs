namespace MetaLogging.Journaling;

/// <summary>A sealed segment: compressed, its facts and details apart. Its files are opened when they are read.</summary>
internal sealed class SealedSegment(JournalFiles files, BlockCache cache, long first, long end, SealedState state) : Segment(first)
{
    public override long End => end;

    public SealedState State => state;

    public override void Read(long from, ref long budget, EntryContent content, List<JournalEntry> entries)
    {
        long stop = Math.Min(end, ThrowIfLost(state.Lost, from));
        BlockCursor? facts = null;
        BlockCursor? details = null;
        try
        {
            facts = content.HasFlag(EntryContent.Fact) ? Open(SegmentFileKind.Facts, state.FactsDamage) : null;
            details = content.HasFlag(EntryContent.Detail) ? Open(SegmentFileKind.Details, state.DetailsDamage) : null;
            for (; from < stop && budget > 0; from++)
            {
                JournalEntry entry = new(from, facts?.Get(from) ?? default, details?.Get(from) ?? default);
                entries.Add(entry);
                budget -= entry.Fact.Length + entry.Detail.Length;
            }
        }
        finally
        {
            facts?.Dispose();
            details?.Dispose();
        }

        if (budget > 0 && from < end)
        {
            ThrowIfLost(state.Lost, from);
        }
    }

    /// <summary>Opens a sealed segment by its footers; what is damaged is named, and the rest can be read.</summary>
    /// <remarks>
    /// <paramref name="limit"/>: The first sequence of the segment behind; null when there is none.
    /// </remarks>
    public static SealedSegment Open(JournalFiles files, BlockCache cache, long first, long? limit)
    {
        using SealedFile? facts = TryOpen(files, first, SegmentFileKind.Facts, out string? factsReason);
        using SealedFile? details = TryOpen(files, first, SegmentFileKind.Details, out string? detailsReason);
        long end = facts?.Footer.End ?? details?.Footer.End ?? limit ?? first;
        List<JournalDamage> lost = [];
        foreach ((SealedFile? file, SegmentFileKind kind) in new[] { (facts, SegmentFileKind.Facts), (details, SegmentFileKind.Details) })
        {
            lost.AddRange((file?.Lost ?? []).Select(range =>
                new JournalDamage(JournalFolder.NameOf(first, kind), range.From, range.To,
                    "they were damaged before the file was written.")));
        }

        SealedState state = new(
            factsReason is null ? null : new(JournalFolder.NameOf(first, SegmentFileKind.Facts), first, end, factsReason),
            detailsReason is null ? null : new(JournalFolder.NameOf(first, SegmentFileKind.Details), first, end, detailsReason),
            lost,
            details?.Footer.AppliedOrder ?? -1);
        foreach (JournalDamage damage in lost.Concat(new[] { state.FactsDamage, state.DetailsDamage }.OfType<JournalDamage>()))
        {
            files.Report(damage);
        }

        files.Orders.Add((facts ?? details)?.Orders ?? []);
        return new(files, cache, first, end, state);
    }

    /// <summary>Whether every checksum of both files holds.</summary>
    /// <remarks>
    /// <paramref name="isDamaged"/>: Whether entries were lost before it was sealed.
    /// </remarks>
    public static bool IsWhole(JournalFiles files, long first, out bool isDamaged)
    {
        using SealedFile? facts = TryOpen(files, first, SegmentFileKind.Facts, out _);
        using SealedFile? details = TryOpen(files, first, SegmentFileKind.Details, out _);
        isDamaged = facts?.Lost.Length > 0;
        return facts is not null && details is not null && facts.Footer.Count == details.Footer.Count
            && facts.Blocks.All(block => facts.ReadBlock(block) is not null)
            && details.Blocks.All(block => details.ReadBlock(block) is not null);
    }

    static SealedFile? TryOpen(JournalFiles files, long first, SegmentFileKind kind, out string? reason)
    {
        try
        {
            reason = null;
            return SealedFile.Open(files.Files, files.Folder.PathOf(first, kind), kind, first);
        }
        catch (UnreadableFileException e)
        {
            reason = e.Message;
        }
        catch (FileNotFoundException)
        {
            reason = "it is missing.";
        }

        return null;
    }

    BlockCursor Open(SegmentFileKind kind, JournalDamage? damage)
    {
        if (damage is not null)
        {
            throw new DamagedEntriesException(damage);
        }

        string path = files.Folder.PathOf(First, kind);
        try
        {
            return new(SealedFile.Open(files.Files, path, kind, First), path, cache);
        }
        catch (UnreadableFileException e)
        {
            throw new DamagedEntriesException(new(Path.GetFileName(path), First, End, e.Message));
        }
    }
}
