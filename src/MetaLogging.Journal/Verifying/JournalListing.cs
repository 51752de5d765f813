namespace MetaLogging.Journaling.Verifying;

/// <summary>Which files there are in the folder of segments.</summary>
internal sealed class JournalListing
{
    const int MostListings = 20;

    static readonly SegmentFileKind[] Kinds = [SegmentFileKind.Open, SegmentFileKind.Facts, SegmentFileKind.Details];

    readonly HashSet<(long First, SegmentFileKind Kind)> _files = [];
    readonly HashSet<long> _dropped = [];
    readonly List<long> _firsts;

    JournalListing(string folder)
    {
        foreach (FileSystemInfo entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
        {
            Add(entry.Name, entry is DirectoryInfo);
        }

        _firsts = [.. _files.Select(file => file.First).Where(first => !_dropped.Contains(first)).Distinct().Order()];
    }

    /// <summary>The first sequences of the segments, ascending; those that are being removed are not among them.</summary>
    public IReadOnlyList<long> Firsts => _firsts;

    /// <summary>The first sequence of the first segment; 0 when there is none.</summary>
    public long First => _firsts is [var first, ..] ? first : 0;

    /// <summary>The first sequence of the last segment; 0 when there is none.</summary>
    public long Last => _firsts is [.., var last] ? last : 0;

    /// <summary>Names that an interruption may leave behind.</summary>
    public List<string> Leftovers { get; } = [];

    /// <summary>Names that do not belong there.</summary>
    public List<string> Strangers { get; } = [];

    /// <exception cref="IOException">The folder can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not read it.</exception>
    public static JournalListing Of(JournalFolder folder)
    {
        // A name that changes while the folder is listed may be missed: what is listed twice alike was so.
        JournalListing listing = new(folder.Segments);
        for (int again = 0; again < MostListings; again++)
        {
            JournalListing next = new(folder.Segments);
            if (next._files.SetEquals(listing._files) && next._dropped.SetEquals(listing._dropped))
            {
                break;
            }

            listing = next;
        }

        return listing;
    }

    public bool Has(long first, SegmentFileKind kind) => _files.Contains((first, kind));

    public bool Contains(long first) => _firsts.BinarySearch(first) >= 0;

    /// <summary>The first sequence of the segment behind; null for the last.</summary>
    public long? Behind(long first)
    {
        int at = _firsts.BinarySearch(first);
        at = at < 0 ? ~at : at + 1;
        return at < _firsts.Count ? _firsts[at] : null;
    }

    /// <summary>All files of segments, newest first.</summary>
    public IEnumerable<(long First, SegmentFileKind Kind)> NewestFirst =>
        _files.Where(file => !_dropped.Contains(file.First)).OrderByDescending(file => file.First).ThenBy(file => file.Kind);

    void Add(string name, bool isFolder)
    {
        if (isFolder)
        {
            Strangers.Add(name);
            return;
        }

        foreach (SegmentFileKind kind in Kinds)
        {
            if (JournalFolder.TryParse(name, JournalFolder.Extension(kind), out long first))
            {
                _files.Add((first, kind));
                return;
            }
        }

        if (JournalFolder.TryParse(name, JournalFolder.Dropped, out long dropped))
        {
            _dropped.Add(dropped);
            Leftovers.Add(name);
        }
        else if (name.EndsWith(JournalFolder.Temporary, StringComparison.Ordinal))
        {
            Leftovers.Add(name);
        }
        else
        {
            Strangers.Add(name);
        }
    }
}
