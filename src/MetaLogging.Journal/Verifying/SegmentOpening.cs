namespace MetaLogging.Journaling.Verifying;

/// <summary>Opens a segment by those of its files that count, and checks those that do not, too.</summary>
internal sealed class SegmentOpening(FolderCheck check, JournalListing listing)
{
    /// <param name="first">Its first sequence.</param>
    /// <param name="limit">The first sequence of the segment behind; null for the last.</param>
    /// <exception cref="FileNotFoundException">A file that was listed is not there, or no longer.</exception>
    public SegmentContent Open(long first, long? limit)
    {
        bool hasFacts = listing.Has(first, SegmentFileKind.Facts);
        bool hasDetails = listing.Has(first, SegmentFileKind.Details);
        if (!listing.Has(first, SegmentFileKind.Open))
        {
            return OpenSealed(first, limit);
        }

        OpenContent frames = OpenContent.Open(check, first, limit);
        bool isFramesNeeded = false;
        try
        {
            if (hasFacts && hasDetails)
            {
                // Sealing was interrupted behind its last step but one: the sealed files count if all of them holds.
                int found = 0;
                FolderCheck counting = new(check.Folder, finding => Tell(finding, ref found), finding => check.Note(finding.File, finding.Sequence, finding.Reason))
                {
                    LogId = check.LogId,
                };
                SealedContent @sealed = SealedContent.Open(counting, listing, first, limit);
                CheckBlocks(@sealed.Facts, counting);
                CheckBlocks(@sealed.Details, counting);
                if (found == 0)
                {
                    return @sealed;
                }

                @sealed.Dispose();
            }
            else if (hasFacts || hasDetails)
            {
                using SealedFileCheck? half = SealedFileCheck.Open(check, first, hasFacts ? SegmentFileKind.Facts : SegmentFileKind.Details);
                CheckBlocks(half, check);
            }

            isFramesNeeded = true;
            return frames;
        }
        finally
        {
            if (!isFramesNeeded)
            {
                frames.Dispose();
            }
        }
    }

    void Tell(Finding finding, ref int found)
    {
        found++;
        check.Damage(finding.File, finding.Sequence, finding.Reason);
    }

    SealedContent OpenSealed(long first, long? limit)
    {
        SealedContent content = SealedContent.Open(check, listing, first, limit);
        string name = FolderCheck.NameOf(first, SegmentFileKind.Facts);
        if (limit is null)
        {
            check.Damage(FolderCheck.NameOf(content.End, SegmentFileKind.Open), content.End, $"the segment behind {name}, which was being written, is missing.");
        }
        else if (content.End > limit)
        {
            check.Damage(name, limit.Value, $"it ends at sequence {content.End}, where the next segment begins at {limit}.");
        }

        return content;
    }

    static void CheckBlocks(SealedFileCheck? file, FolderCheck check)
    {
        if (file is null)
        {
            return;
        }

        byte[] compressed = [];
        byte[] raw = [];
        foreach (SealedBlock block in file.Blocks)
        {
            compressed = compressed.Length < block.CompressedLength ? new byte[block.CompressedLength] : compressed;
            raw = raw.Length < block.RawLength ? new byte[block.RawLength] : raw;
            if (file.ReadBlock(block, compressed, raw) is { } wrong)
            {
                check.Damage(file.Name, block.First, $"the block at byte {block.Offset}, with the entries {block.First} to {block.End - 1}: {wrong}");
            }
        }
    }
}
