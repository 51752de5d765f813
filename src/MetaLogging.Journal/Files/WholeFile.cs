namespace MetaLogging.Journaling;

/// <summary>Small files that are read and replaced as a whole: a crash leaves the old one or the new one. New ones have mode 600.</summary>
internal static class WholeFile
{
    /// <summary>Writes anew, flushes, renames, flushes the folder.</summary>
    public static void Replace(IFileSystem files, string path, ReadOnlySpan<byte> bytes)
    {
        string temporary = path + JournalFolder.Temporary;
        using (IFile file = files.Open(temporary, FileUse.Create))
        {
            file.Write(bytes, 0);
            file.Flush();
        }

        files.Rename(temporary, path);
        files.FlushFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Its bytes; null when there is no such file.</summary>
    public static byte[]? Read(IFileSystem files, string path)
    {
        try
        {
            using IFile file = files.Open(path, FileUse.Read);
            byte[] bytes = new byte[file.Length];
            return bytes[..file.Read(bytes, 0)];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>
    /// Adds a line, with its line end, and flushes. What a crash left of a line before is overwritten.
    /// </summary>
    public static void AddLine(IFileSystem files, string path, ReadOnlySpan<byte> line)
    {
        using (IFile file = files.Open(path, files.FileExists(path) ? FileUse.Write : FileUse.Create))
        {
            long end = EndOfLines(file, file.Length);
            file.Write(line, end);
            file.SetLength(end + line.Length);
            file.Flush();
        }

        files.FlushFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>The last line that has its line end, without it; null when there is none. The rest of the file is not read.</summary>
    public static byte[]? ReadLastLine(IFileSystem files, string path)
    {
        if (!files.FileExists(path))
        {
            return null;
        }

        using IFile file = files.Open(path, FileUse.Read);
        long end = EndOfLines(file, file.Length);
        if (end == 0)
        {
            return null;
        }

        long start = EndOfLines(file, end - 1);
        byte[] line = new byte[end - 1 - start];
        return line[..file.Read(line, start)];
    }

    /// <summary>Where the last line that ends before an offset ends.</summary>
    static long EndOfLines(IFile file, long before)
    {
        byte[] piece = new byte[4096];
        for (long end = before; end > 0;)
        {
            long start = Math.Max(0, end - piece.Length);
            int found = piece.AsSpan(0, file.Read(piece.AsSpan(0, (int)(end - start)), start)).LastIndexOf((byte)'\n');
            if (found >= 0)
            {
                return start + found + 1;
            }

            end = start;
        }

        return 0;
    }
}
