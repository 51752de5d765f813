namespace MetaLogging.Journaling;

/// <summary>
/// The one way a file is changed as a whole: write anew, flush, rename, flush the folder. A crash leaves the old or the new.
/// </summary>
internal sealed class Replacement(JournalFiles files)
{
    /// <summary>
    /// Writes a file anew under a temporary name, or into the spare file when space is out, and gives it its name. The folder is not
    /// flushed yet.
    /// </summary>
    /// <remarks>
    /// <paramref name="write"/>: Writes everything and sets the length; is called again when space was out.
    /// </remarks>
    public void Write(string path, Action<IFile> write)
    {
        string temporary = path + JournalFolder.Temporary;
        try
        {
            WriteTo(temporary, FileUse.Create, write);
        }
        catch (DiskFullException) when (files.Files.FileExists(files.Folder.Spare))
        {
            files.DeleteIfPossible(temporary);
            temporary = files.Folder.Spare;
            WriteTo(temporary, FileUse.Write, write);
        }

        files.Files.Rename(temporary, path);
    }

    /// <summary>Makes the spare file, if it is not there.</summary>
    public void KeepSpare()
    {
        string spare = files.Folder.Spare;
        if (files.Files.FileExists(spare))
        {
            return;
        }

        try
        {
            using (IFile file = files.Files.Open(spare, FileUse.Create))
            {
                file.Allocate(files.Options.SegmentSize);
                file.Flush();
            }

            files.Files.FlushFolder(files.Folder.Aside);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            files.DeleteIfPossible(spare);
            JournalLog.NoSpare(files.Logger, files.Options.SegmentSize, e);
        }
    }

    void WriteTo(string path, FileUse use, Action<IFile> write)
    {
        try
        {
            using IFile file = files.Files.Open(path, use);
            write(file);
            file.Flush();
        }
        catch
        {
            // Half a file may hold text that is to be erased.
            files.DeleteIfPossible(path);
            throw;
        }
    }
}
