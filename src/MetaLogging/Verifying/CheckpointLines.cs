namespace MetaLogging.Verifying;

/// <summary>The lines of a file that end with a line end: what stands behind the last one was torn, and nobody was promised it.</summary>
internal static class CheckpointLines
{
    /// <summary>The longest line in bytes: a note at its longest, with each byte escaped. Of a longer one comes only the beginning.</summary>
    const int Longest = 512 << 10;

    public static IEnumerable<(byte[] Bytes, int Number)> Of(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16);
        byte[] piece = new byte[1 << 16];
        MemoryStream line = new();
        int number = 1;
        for (int read = file.Read(piece); read > 0; read = file.Read(piece))
        {
            for (int at = 0; at < read;)
            {
                int end = piece.AsSpan(at, read - at).IndexOf((byte)'\n');
                int length = end < 0 ? read - at : end;
                line.Write(piece, at, (int)Math.Min(length, Math.Max(0, Longest - line.Length)));
                at += length;
                if (end >= 0)
                {
                    yield return (line.ToArray(), number++);
                    line.SetLength(0);
                    at++;
                }
            }
        }
    }
}
