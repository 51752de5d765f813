using System.Globalization;

namespace MetaLogging.Journaling;

/// <summary>What is done to the end of the segment that was being written.</summary>
internal sealed class TornTail(JournalFiles files, OpenSegment segment)
{
    const int Piece = 1 << 20;

    /// <summary>
    /// Cuts a frame that never was flushed whole: copies it into the folder aside, and writes zeros where it was. Its caller was never
    /// answered, and no signed
    /// checkpoint covers it.
    /// </summary>
    /// <returns>The name of the copy.</returns>
    public string Cut(long length)
    {
        string offset = segment.WriteOffset.ToString(CultureInfo.InvariantCulture);
        string name = $"{Path.GetFileNameWithoutExtension(segment.Path)}-{offset}{JournalFolder.Tail}";
        string copy = Path.Combine(files.Folder.Aside, name);
        byte[] piece = new byte[(int)Math.Min(length, Piece)];
        using (IFile target = files.Files.Open(copy, FileUse.Create))
        {
            for (long at = 0; at < length; at += piece.Length)
            {
                int read = segment.File.Read(piece.AsSpan(0, (int)Math.Min(piece.Length, length - at)), segment.WriteOffset + at);
                target.Write(piece.AsSpan(0, read), at);
            }

            target.Flush();
        }

        files.Files.FlushFolder(files.Folder.Aside);

        // From the back: as long as the first sector stands, an interruption leaves a frame that is torn, too.
        Array.Clear(piece);
        for (long left = length; left > 0;)
        {
            int count = (int)Math.Min(piece.Length, left);
            left -= count;
            segment.File.Write(piece.AsSpan(0, count), segment.WriteOffset + left);
        }

        segment.File.Flush();
        JournalLog.Cut(files.Logger, Path.GetFileName(segment.Path), length, name);
        return name;
    }

    /// <summary>
    /// Writes the last frame once more, the same bytes, and flushes: after a flush that failed the kernel may show a frame that is not
    /// on the device, and call
    /// it clean, so that another flush alone would do nothing.
    /// </summary>
    public void WriteAgain(FramePlace frame)
    {
        byte[] bytes = new byte[frame.EndOnDisk - frame.Offset];
        int read = segment.File.Read(bytes, frame.Offset);
        segment.File.Write(bytes.AsSpan(0, read), frame.Offset);
        segment.File.Flush();
    }
}
