namespace MetaLogging.Journaling.Verifying;

/// <summary>What all who look at the files of a journal share.</summary>
/// <param name="folder">The data folder.</param>
/// <param name="damage">Is told of each damage.</param>
/// <param name="note">Is told of what is worth a word and no damage.</param>
internal sealed class FolderCheck(JournalFolder folder, Action<Finding> damage, Action<Finding> note)
{
    public JournalFolder Folder => folder;

    /// <summary>The log that the files must be of; null before it is known.</summary>
    public Guid? LogId { get; set; }

    /// <summary>The origin that the newest file names; null when none can be read.</summary>
    public string? Origin { get; set; }

    public void Damage(string file, long sequence, string reason) => damage(new(file, sequence, reason));

    public void Note(string file, long sequence, string reason) => note(new(file, sequence, reason));

    /// <summary>A segment's file as it is named in findings.</summary>
    public static string NameOf(long first, SegmentFileKind kind) => NameOf(JournalFolder.NameOf(first, kind));

    public static string NameOf(string name) => "journal/" + name;

    /// <summary>Opens a segment's file for reading.</summary>
    /// <exception cref="FileNotFoundException">It is not there, or no longer.</exception>
    public IFile Open(long first, SegmentFileKind kind) => RealFiles.Instance.Open(folder.PathOf(first, kind), FileUse.Read);

    /// <summary>Finds out which log it is, by the newest file whose header can be read.</summary>
    /// <exception cref="JournalFormatException">It is of a newer format.</exception>
    public void Identify(JournalListing listing)
    {
        byte[] page = new byte[SegmentHeader.Size + FrameHeader.Size];
        Guid? byFrame = null;
        foreach ((long first, SegmentFileKind kind) in listing.NewestFirst)
        {
            try
            {
                using IFile file = Open(first, kind);
                int read = file.Read(page, 0);
                if (SegmentHeader.Read(page.AsSpan(0, Math.Min(read, SegmentHeader.Size)), folder.PathOf(first, kind), out _) is { } header)
                {
                    (LogId, Origin) = (header.LogId, header.Origin);
                    return;
                }

                if (kind == SegmentFileKind.Open && read == page.Length)
                {
                    byFrame ??= new Guid(page.AsSpan(SegmentHeader.Size + 8, 16), bigEndian: true);
                }
            }
            catch (IOException)
            {
                // It has gone meanwhile, or can't be read: whoever reads its entries says so.
            }
        }

        LogId = byFrame;
    }

    /// <summary>Checks every byte of the first page.</summary>
    public void CheckHeader(IFile file, long first, SegmentFileKind kind)
    {
        string name = NameOf(first, kind);
        byte[] page = new byte[SegmentHeader.Size];
        int read = file.Read(page, 0);
        SegmentHeader? header = SegmentHeader.Read(page.AsSpan(0, read), folder.PathOf(first, kind), out bool isWhole);
        if (header is null)
        {
            Damage(name, first, "both copies of its header are damaged.");
            return;
        }

        if (!isWhole)
        {
            Damage(name, first, "one of the two copies of its header is damaged.");
        }
        else if (!IsCanonical(page, header))
        {
            Damage(name, first, "its header has bytes that do not belong there.");
        }

        if (header.First != first || header.Kind != kind || header.LogId != LogId)
        {
            Damage(name, first, $"its header is that of the log {header.LogId}, kind {(int)header.Kind}, from sequence {header.First} on: it does not belong there.");
        }
    }

    static bool IsCanonical(ReadOnlySpan<byte> page, SegmentHeader header)
    {
        byte[] again = new byte[SegmentHeader.Size];
        header.Write(again);
        return page.SequenceEqual(again);
    }
}
