namespace MetaLogging.Journaling.Backups;

/// <summary>Copies a file that is open, so that what has its name meanwhile does not matter.</summary>
internal static class CopiedFile
{
    const int Piece = 1 << 20;

    /// <summary>Copies bytes from one place up to another into a file of the same places, and flushes it.</summary>
    public static void Copy(IFile from, string to, long start, long end, CancellationToken cancellationToken)
    {
        using IFile target = RealFiles.Instance.Open(to, start == 0 ? FileUse.Create : FileUse.Write);
        byte[] piece = new byte[(int)Math.Min(Piece, Math.Max(end - start, 1))];
        for (long at = start; at < end;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Span<byte> bytes = piece.AsSpan(0, (int)Math.Min(piece.Length, end - at));
            int read = from.Read(bytes, at);
            if (read == 0)
            {
                break;   // it is shorter than it should be, and so is the copy: whoever verifies it is told
            }

            target.Write(bytes[..read], at);
            at += read;
        }

        target.Flush();
    }
}
