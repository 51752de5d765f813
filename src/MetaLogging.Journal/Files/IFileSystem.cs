namespace MetaLogging.Journaling;

/// <summary>
/// The one way by which the journal (and all that lies beside it) reaches files. The real one is <see cref="RealFiles"/>; the tests'
/// simulated disk loses,
/// tears and reorders whatever was not flushed. A failure is an <see cref="IOException"/> or an <see
/// cref="UnauthorizedAccessException"/>; a full disk is a
/// <see cref="DiskFullException"/>.
/// </summary>
internal interface IFileSystem
{
    /// <summary>Makes a folder, and those above it, for its owner alone; nothing happens when it is there.</summary>
    void CreateFolder(string path);

    /// <summary>The names of the files in a folder; none when it does not exist.</summary>
    IReadOnlyList<string> ListFiles(string folder);

    bool FileExists(string path);

    /// <summary>Opens a file. A missing one is a <see cref="FileNotFoundException"/>, unless it is created.</summary>
    IFile Open(string path, FileUse use);

    /// <summary>Renames a file and replaces what has the new name; durable when the folder is flushed.</summary>
    void Rename(string from, string to);

    /// <summary>Deletes a file; nothing happens when it does not exist. Durable when the folder is flushed.</summary>
    void Delete(string path);

    /// <summary>Makes names, renames and deletions in a folder durable.</summary>
    void FlushFolder(string folder);

    /// <summary>Free bytes on the disk of a folder.</summary>
    long FreeBytes(string folder);

    /// <summary>Takes an exclusive lock and writes <paramref name="holder"/> into the file; null while another process has it.</summary>
    IDisposable? TryLock(string path, string holder);

    /// <summary>What the holder of a lock wrote; empty when it can't be read.</summary>
    string ReadLock(string path);
}
