using MetaLogging.Journaling.Verifying;

namespace MetaLogging.Journaling.Backups;

/// <summary>
/// Under which origins a log was written: each from a sequence on. A restored log goes on under another origin, so two of them have in common what lies before the
/// first sequence that they wrote under different ones.
/// </summary>
/// <param name="Origins">Ascending; the first one begins at 0.</param>
internal sealed record OriginHistory(IReadOnlyList<(long From, string Origin)> Origins)
{
    /// <summary>One that was never restored.</summary>
    public static OriginHistory Of(string origin) => new([(0, origin)]);

    /// <summary>Reads that of a data folder out of the headers of its segments. What was dropped counts as written under the first origin that is left.</summary>
    public static OriginHistory Read(JournalFolder folder)
    {
        List<(long From, string Origin)> origins = [];
        byte[] page = new byte[SegmentHeader.Size];
        foreach ((long first, SegmentFileKind kind) in JournalListing.Of(folder).NewestFirst.Reverse())
        {
            using IFile file = RealFiles.Instance.Open(folder.PathOf(first, kind), FileUse.Read);
            int read = file.Read(page, 0);
            if (SegmentHeader.Read(page.AsSpan(0, read), folder.PathOf(first, kind), out _) is { } header
                && (origins.Count == 0 || origins[^1].Origin != header.Origin))
            {
                origins.Add((origins.Count == 0 ? 0 : first, header.Origin));
            }
        }

        return new(origins);
    }

    /// <summary>How it was until an origin, and that one from a sequence on.</summary>
    public OriginHistory RestoredAs(string origin, long at) => new([.. Origins.Where(one => one.From < at), (at, origin)]);

    /// <summary>The same until the end of one of its origins.</summary>
    public OriginHistory Until(string origin) =>
        new([.. Origins.Take(Origins.Select(one => one.Origin).ToList().LastIndexOf(origin) + 1)]);

    /// <summary>How many sequences both wrote under the same origins.</summary>
    public long InCommonWith(OriginHistory other)
    {
        for (int i = 0; ; i++)
        {
            (long From, string Origin)? one = i < Origins.Count ? Origins[i] : null;
            (long From, string Origin)? another = i < other.Origins.Count ? other.Origins[i] : null;
            if (one is null && another is null)
            {
                return long.MaxValue;
            }

            if (one != another)
            {
                return Math.Min(one?.From ?? long.MaxValue, another?.From ?? long.MaxValue);
            }
        }
    }
}
