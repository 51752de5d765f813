using MetaLogging.Journaling;

namespace MetaLogging.Server.Witnessing;

/// <summary>Small files that are read as a whole.</summary>
internal static class BoundedFile
{
    /// <summary>Reads a file of at most so many bytes.</summary>
    /// <exception cref="IOException">It can't be read, or is longer.</exception>
    public static byte[] Read(IFileSystem files, string path, int most)
    {
        using IFile file = files.Open(path, FileUse.Read);
        byte[] bytes = file.Length <= most ? new byte[file.Length] : throw new IOException($"The file {path} has more than {most} bytes.");
        return file.Read(bytes, 0) == bytes.Length ? bytes : throw new IOException($"The file {path} became shorter while it was read.");
    }
}
