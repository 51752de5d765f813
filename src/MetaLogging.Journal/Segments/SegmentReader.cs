namespace MetaLogging.Journaling;

/// <summary>Reads on over segments, while others write, seal, rewrite and drop them.</summary>
internal static class SegmentReader
{
    public static IReadOnlyList<JournalEntry> Read(JournalFiles files, long next, long from, int maxBytes, EntryContent content,
        CancellationToken cancellationToken)
    {
        List<JournalEntry> entries = [];
        long budget = maxBytes;
        while (budget > 0 && from < next)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Segment? segment = files.Segments.Find(from);
            if (segment is null)
            {
                return entries.Count > 0 ? entries : throw new SequenceDroppedException(from, files.Segments.FirstSequence);
            }

            if (!segment.TryUse())
            {
                continue;
            }

            try
            {
                segment.Read(from, ref budget, content, entries);
            }
            catch (DamagedEntriesException e)
            {
                files.Report(e.Damage);
                if (entries.Count == 0)
                {
                    throw;
                }

                return entries;
            }
            catch (FileNotFoundException e) when (files.Segments.Find(from) == segment)
            {
                JournalDamage damage = new(Path.GetFileName(e.FileName) ?? JournalFolder.NameOf(segment.First, SegmentFileKind.Facts),
                    segment.First, segment.End, "it is missing.");
                files.Report(damage);
                throw new DamagedEntriesException(damage);
            }
            catch (FileNotFoundException)
            {
                // Dropped in between: the list tells it at the next turn.
            }
            finally
            {
                segment.Release();
            }

            from = entries.Count > 0 ? entries[^1].Sequence + 1 : from;
        }

        return entries;
    }
}
