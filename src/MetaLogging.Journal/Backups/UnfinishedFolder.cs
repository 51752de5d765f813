namespace MetaLogging.Journaling.Backups;

/// <summary>
/// A folder in the making, beside the place where it will be: <c>NAME.new</c>, with a file in it that says so. Only when it is whole and flushed does it get its
/// name. Unless it was finished, it is removed.
/// </summary>
internal sealed class UnfinishedFolder : IDisposable
{
    /// <summary>The file that marks such a folder.</summary>
    public const string Mark = "UNFINISHED";

    readonly string _target;
    bool _isFinished;

    UnfinishedFolder(string target) => (_target, Path) = (target, target + JournalFolder.Temporary);

    /// <summary>Where it is made.</summary>
    public string Path { get; }

    /// <summary>Makes it. What an interrupted one left behind is removed.</summary>
    /// <param name="target">Where it will be: nothing, or an empty folder.</param>
    /// <exception cref="IOException">The place is taken, or can't be written to; the message says what to do.</exception>
    public static UnfinishedFolder Make(string target)
    {
        target = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(target));
        if (File.Exists(target))
        {
            throw new IOException($"{target} is a file. Name a folder that is empty, or that is not there yet.");
        }

        if (Directory.Exists(target))
        {
            if (Directory.EnumerateFileSystemEntries(target).Any())
            {
                throw new IOException($"{target} is not empty. Name a folder that is empty, or that is not there yet.");
            }

            Directory.Delete(target);   // an empty one that can't be replaced is told of now, and not at the end
        }

        UnfinishedFolder folder = new(target);
        if (File.Exists(System.IO.Path.Combine(folder.Path, Mark)))
        {
            Directory.Delete(folder.Path, recursive: true);
        }

        if (System.IO.Path.Exists(folder.Path))
        {
            throw new IOException($"{folder.Path} is in the way. Move it elsewhere, or name another folder.");
        }

        RealFiles.Instance.CreateFolder(folder.Path);
        WholeFile.Replace(RealFiles.Instance, System.IO.Path.Combine(folder.Path, Mark), "This folder was not finished. It is of no use, and may be deleted.\n"u8);
        return folder;
    }

    /// <summary>Gives it its name. All that is in it must be flushed.</summary>
    public void Finish()
    {
        RealFiles files = RealFiles.Instance;
        files.Delete(System.IO.Path.Combine(Path, Mark));
        files.FlushFolder(Path);
        Directory.Move(Path, _target);
        files.FlushFolder(System.IO.Path.GetDirectoryName(_target)!);
        _isFinished = true;
    }

    public void Dispose()
    {
        if (_isFinished)
        {
            return;
        }

        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is marked as unfinished, and the next one that is made here removes it.
        }
    }
}
