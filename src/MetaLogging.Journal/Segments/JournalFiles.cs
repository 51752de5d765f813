using Microsoft.Extensions.Logging;

namespace MetaLogging.Journaling;

/// <summary>What all who touch a journal's files share: the seam, the names, the identity, the segments and the known damage.</summary>
internal sealed class JournalFiles(IFileSystem files, JournalFolder folder, JournalOptions options, ILogger logger)
{
    public IFileSystem Files => files;

    public JournalFolder Folder => folder;

    public JournalOptions Options => options;

    public ILogger Logger => logger;

    public SegmentList Segments { get; } = new();

    public DamageList Damage { get; } = new();

    public OrderList Orders { get; } = new();

    public Guid LogId { get; set; }

    public string Origin { get; set; } = "";

    /// <summary>
    /// Bytes at the end of the open segment that are kept for the log's own events; never more than a quarter of a segment.
    /// </summary>
    public int Reserve => Math.Min(options.ReserveSize, options.SegmentSize / 4);

    public void Report(JournalDamage damage)
    {
        if (Damage.Add(damage))
        {
            JournalLog.Damaged(logger, damage.File, damage.FirstSequence, damage.EndSequence, damage.Reason);
        }
    }

    /// <summary>
    /// Makes the file of a new segment with space taken and its header flushed, under a temporary name. Nothing that is there changes.
    /// </summary>
    public IFile Prepare(long first, long length)
    {
        string temporary = folder.PathOf(first, SegmentFileKind.Open) + JournalFolder.Temporary;
        IFile file = files.Open(temporary, FileUse.Create);
        try
        {
            file.Allocate(length);
            byte[] page = new byte[SegmentHeader.Size];
            new SegmentHeader(SegmentFileKind.Open, LogId, Origin, first).Write(page);
            file.Write(page, 0);
            file.Flush();
            return file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            file.Dispose();
            DeleteIfPossible(temporary);
            throw;
        }
    }

    /// <summary>
    /// Gives a prepared segment its name. From the first step on, whatever fails, frames of older segments at or beyond its first
    /// sequence may be void.
    /// </summary>
    public OpenSegment Publish(IFile prepared, long first, long length)
    {
        string path = folder.PathOf(first, SegmentFileKind.Open);
        try
        {
            files.Rename(path + JournalFolder.Temporary, path);
            files.FlushFolder(folder.Segments);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            prepared.Dispose();
            throw;
        }

        OpenSegment segment = new(first, LogId, path, prepared) { AllocatedLength = length };
        Segments.Add(segment);
        return segment;
    }

    /// <summary>Removes a file whose making has failed. That it stays does no harm: the next start removes it.</summary>
    public void DeleteIfPossible(string path)
    {
        try
        {
            files.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            JournalLog.LeftBehind(logger, path, e);
        }
    }
}
