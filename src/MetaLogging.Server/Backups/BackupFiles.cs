using MetaLogging.Api.Keys;
using MetaLogging.Configuration;
using MetaLogging.Import;

namespace MetaLogging.Server.Backups;

/// <summary>
/// What a backup has of a data folder beside the journal. It has nothing that can be made again (stores, ids), nothing of the running process, and no key that signs:
/// a restored log gets a new one.
/// </summary>
internal static class BackupFiles
{
    public static readonly string[] Others = [KeyFile.FileName, InstallationKey.FileName, LastSettings.FileName];

    /// <summary>Nothing but an empty folder may be where one is to be made.</summary>
    /// <exception cref="UsageException">Something else is.</exception>
    public static void RequireRoom(string option, string directory)
    {
        if (File.Exists(directory) || (Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any()))
        {
            throw new UsageException($"{option}: {directory} is not empty. Name a folder that is empty, or that is not there yet.");
        }
    }
}
