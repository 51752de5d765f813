using MetaLogging.Journaling;

namespace MetaLogging.Api.Keys;

/// <summary>Files that only their owner may read (mode 600).</summary>
internal static class PrivateFile
{
    /// <summary>Writes a file and flushes it, then puts it in the place of the one before: a crash leaves the old or the new.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        string anew = path + ".new";
        File.Delete(anew);   // one that a crash left may have been made with other rights
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (FileStream file = new(anew, options))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(anew, path, overwrite: true);
        RealFiles.Instance.FlushFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);   // a revocation must not come undone when the power fails
    }
}
