using MetaLogging.Journaling;

namespace MetaLogging.Server.Witnessing;

/// <summary>Small files that are read and written as a whole, for their owner alone.</summary>
internal static class DurableFile
{
    const string Temporary = ".new";

    /// <summary>Writes a file, flushes it, puts it in the place of the one before and flushes the folder: a crash leaves the old or the new.</summary>
    public static void Replace(IFileSystem files, string path, ReadOnlySpan<byte> content)
    {
        using (IFile file = files.Open(path + Temporary, FileUse.Create))
        {
            file.Write(content, 0);
            file.Flush();
        }

        files.Rename(path + Temporary, path);
        files.FlushFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Reads a file of at most so many bytes.</summary>
    /// <exception cref="IOException">It can't be read, or is longer.</exception>
    public static byte[] Read(IFileSystem files, string path, int most)
    {
        using IFile file = files.Open(path, FileUse.Read);
        byte[] bytes = file.Length <= most ? new byte[file.Length] : throw new IOException($"The file {path} has more than {most} bytes.");
        return file.Read(bytes, 0) == bytes.Length ? bytes : throw new IOException($"The file {path} became shorter while it was read.");
    }
}
