namespace MetaLogging.Journaling;

/// <summary>Removes whole segments from the front.</summary>
internal sealed class SegmentDropper(JournalFiles files, BlockCache cache)
{
    /// <summary>
    /// Removes the segments before a boundary, the oldest first, each wholly before the next: a crash leaves a journal without a hole.
    /// </summary>
    public void DropBefore(long order, long before, CancellationToken cancellationToken)
    {
        foreach (Segment segment in files.Segments.All.Where(segment => segment.First < before && segment.End <= before))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (segment is not MissingSegment)
            {
                // The first rename decides: behind it, an interrupted removal is finished by the next start.
                string main = files.Folder.PathOf(segment.First, segment is OpenSegment ? SegmentFileKind.Open : SegmentFileKind.Facts);
                if (files.Files.FileExists(main))
                {
                    files.Files.Rename(main, files.Folder.DroppedPathOf(segment.First));
                    files.Files.FlushFolder(files.Folder.Segments);
                }

                Finish(files, segment.First);
            }

            files.Segments.Remove(segment);
            files.Damage.Forget(JournalFolder.NameOf(segment.First, SegmentFileKind.Open));
            files.Damage.Forget(JournalFolder.NameOf(segment.First, SegmentFileKind.Facts));
            files.Damage.Forget(JournalFolder.NameOf(segment.First, SegmentFileKind.Details));
            files.Orders.RemoveBefore(segment.End);
            cache.Clear();
            JournalLog.Dropped(files.Logger, segment.First, segment.End, order);
        }
    }

    /// <summary>Finishes removals that a crash interrupted.</summary>
    public static void FinishInterrupted(JournalFiles files)
    {
        foreach (string name in files.Files.ListFiles(files.Folder.Segments))
        {
            if (JournalFolder.TryParse(name, JournalFolder.Dropped, out long first))
            {
                files.Files.FlushFolder(files.Folder.Segments);
                Finish(files, first);
            }
        }
    }

    static void Finish(JournalFiles files, long first)
    {
        foreach (SegmentFileKind kind in new[] { SegmentFileKind.Open, SegmentFileKind.Facts, SegmentFileKind.Details })
        {
            files.Files.Delete(files.Folder.PathOf(first, kind));
        }

        files.Files.FlushFolder(files.Folder.Segments);
        files.Files.Delete(files.Folder.DroppedPathOf(first));
        files.Files.FlushFolder(files.Folder.Segments);
    }
}
