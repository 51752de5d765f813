namespace MetaLogging.Journaling;

/// <summary>Reads the first page of every segment file: which log it is, and whether we may read it.</summary>
internal sealed class SegmentIdentity(JournalFiles files)
{
    /// <summary>Finds log id and origin, and names damaged headers.</summary>
    /// <exception cref="JournalFormatException">A file is of a newer format, of another log, or no header can be read.</exception>
    public void Find(SegmentNames names)
    {
        SegmentHeader? known = null;
        byte[] page = new byte[SegmentHeader.Size];
        foreach ((long first, SegmentFileKind kind) in names.NewestFirst)
        {
            string path = files.Folder.PathOf(first, kind);
            string name = Path.GetFileName(path);
            using IFile file = files.Files.Open(path, FileUse.Read);
            int read = file.Read(page, 0);
            SegmentHeader? header = SegmentHeader.Read(page.AsSpan(0, read), path, out bool isWhole);
            if (!isWhole)
            {
                files.Report(new(name, first, first, header is null
                    ? "both copies of its header are damaged."
                    : "one of the two copies of its header is damaged; no entry is."));
            }

            if (header is null)
            {
                continue;
            }

            known ??= header;
            if (header.First != first || header.Kind != kind || header.LogId != known.LogId)
            {
                throw new JournalFormatException($"{path} does not belong to this journal: its header names log {header.LogId}"
                    + $" and first sequence {header.First},"
                    + $" and the journal is log {known.LogId}. Move the file out of the folder, or restore the folder from a backup.");
            }
        }

        if (known is null)
        {
            throw new JournalFormatException($"No header of a segment in {files.Folder.Segments} can be read, so the journal's name"
                + " is not known. Restore the folder from a backup.");
        }

        if (files.Options.Origin is { } origin && origin != known.Origin)
        {
            throw new JournalFormatException($"The journal in {files.Folder.Root} is named {known.Origin}, and the settings name {origin}."
                + " Leave the setting out, or use another folder.");
        }

        files.LogId = known.LogId;
        files.Origin = known.Origin;
    }
}
