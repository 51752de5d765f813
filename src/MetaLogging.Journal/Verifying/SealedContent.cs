namespace MetaLogging.Journaling.Verifying;

/// <summary>A sealed segment that is open.</summary>
internal sealed class SealedContent : SegmentContent
{
    const long MostFacts = 2 << 20;
    const long MostDetails = 6 << 20;

    SealedContent(long first, long end, SealedFileCheck? facts, SealedFileCheck? details)
        : base(first) => (End, Facts, Details) = (end, facts, details);

    public override long End { get; }

    /// <summary>Its facts; null when they can't be read.</summary>
    public SealedFileCheck? Facts { get; }

    /// <summary>Its details; null when they can't be read.</summary>
    public SealedFileCheck? Details { get; }

    /// <summary>Opens both files and checks them, but for their blocks.</summary>
    /// <param name="limit">The first sequence of the segment behind; null for the last.</param>
    /// <exception cref="FileNotFoundException">The listing has a file that is not there, or no longer.</exception>
    public static SealedContent Open(FolderCheck check, JournalListing listing, long first, long? limit)
    {
        SealedFileCheck? facts = OpenOne(check, listing, first, SegmentFileKind.Facts);
        SealedFileCheck? details = null;
        bool isOpen = false;
        try
        {
            details = OpenOne(check, listing, first, SegmentFileKind.Details);
            CheckBoth(check, facts, details);
            isOpen = true;
        }
        finally
        {
            if (!isOpen)
            {
                facts?.Dispose();
                details?.Dispose();
            }
        }

        return new(first, facts?.End ?? details?.End ?? limit ?? first, facts, details);
    }

    public override IEnumerable<PieceSource> Pieces(long from, long to)
    {
        if (Facts is null && Details is null)
        {
            foreach (PieceSource gap in GapPiece.Over(from, to, FolderCheck.NameOf(First, SegmentFileKind.Facts), isDropped: false))
            {
                yield return gap;
            }

            yield break;
        }

        while (from < to)
        {
            long end = Math.Min(to, Cut(from));
            yield return new SealedPiece(this, from, (int)(end - from));
            from = end;
        }
    }

    public override void Dispose()
    {
        Facts?.Dispose();
        Details?.Dispose();
    }

    /// <summary>Where a piece that begins at a sequence ends: at the end of a block, when there is enough for one piece.</summary>
    long Cut(long from)
    {
        int fact = Facts?.IndexOf(from) ?? 0;
        int detail = Details?.IndexOf(from) ?? 0;
        long facts = 0;
        long details = 0;
        long end = from;
        while (end < End)
        {
            SealedBlock? nextFact = At(Facts, fact);
            SealedBlock? nextDetail = At(Details, detail);
            if (end > from && (facts >= MostFacts || details >= MostDetails))
            {
                break;
            }

            long factEnd = nextFact?.End ?? End;
            long detailEnd = nextDetail?.End ?? End;
            end = Math.Min(factEnd, detailEnd);
            if (factEnd == end)
            {
                facts += nextFact?.RawLength ?? 0;
                fact++;
            }

            if (detailEnd == end)
            {
                details += nextDetail?.RawLength ?? 0;
                detail++;
            }
        }

        return end;
    }

    static SealedBlock? At(SealedFileCheck? file, int index) => index < file?.Blocks.Length ? file.Blocks[index] : null;

    static SealedFileCheck? OpenOne(FolderCheck check, JournalListing listing, long first, SegmentFileKind kind)
    {
        if (listing.Has(first, kind))
        {
            return SealedFileCheck.Open(check, first, kind);
        }

        check.Damage(FolderCheck.NameOf(first, kind), first, "it is missing.");
        return null;
    }

    static void CheckBoth(FolderCheck check, SealedFileCheck? facts, SealedFileCheck? details)
    {
        foreach (SealedFileCheck file in new[] { facts, details }.OfType<SealedFileCheck>())
        {
            foreach (SequenceRange lost in file.Lost)
            {
                check.Damage(file.Name, lost.From, $"the entries {lost.From} to {lost.To - 1} were damaged before it was written.");
            }
        }

        if (facts is null || details is null)
        {
            return;
        }

        if (facts.End != details.End)
        {
            check.Damage(details.Name, Math.Min(facts.End, details.End), $"it ends at sequence {details.End}, and the facts end at {facts.End}.");
        }

        if (!facts.Orders.AsSpan().SequenceEqual(details.Orders))
        {
            check.Damage(details.Name, facts.Blocks is [var block, ..] ? block.First : facts.End, "its table of orders is another one than that of the facts.");
        }
    }
}
