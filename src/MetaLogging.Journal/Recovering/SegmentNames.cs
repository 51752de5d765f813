namespace MetaLogging.Journaling;

/// <summary>Which files of segments there are.</summary>
internal sealed class SegmentNames
{
    static readonly SegmentFileKind[] Kinds = [SegmentFileKind.Open, SegmentFileKind.Facts, SegmentFileKind.Details];

    readonly SortedSet<(long First, SegmentFileKind Kind)> _names = [];
    readonly List<long> _firsts;

    SegmentNames(IEnumerable<string> names)
    {
        foreach (string name in names)
        {
            foreach (SegmentFileKind kind in Kinds)
            {
                if (JournalFolder.TryParse(name, JournalFolder.Extension(kind), out long first))
                {
                    _names.Add((first, kind));
                }
            }
        }

        _firsts = [.. _names.Select(name => name.First).Distinct()];
    }

    public bool IsEmpty => _firsts.Count == 0;

    /// <summary>The first sequences of all segments, ascending.</summary>
    public IReadOnlyList<long> All => _firsts;

    public static SegmentNames Of(JournalFiles files) => new(files.Files.ListFiles(files.Folder.Segments));

    public bool Has(long first, SegmentFileKind kind) => _names.Contains((first, kind));

    public long? Last(SegmentFileKind kind) => _names.Where(name => name.Kind == kind).Select(name => (long?)name.First).LastOrDefault();

    /// <summary>The first sequence of the segment behind; null for the last.</summary>
    public long? Behind(long first)
    {
        int at = _firsts.BinarySearch(first) + 1;
        return at < _firsts.Count ? _firsts[at] : null;
    }

    /// <summary>The files of segments, newest first.</summary>
    public IEnumerable<(long First, SegmentFileKind Kind)> NewestFirst => _names.Reverse();
}
