namespace MetaLogging.Server.Trails;

/// <summary>Looks at a data folder before it is opened, so that a mistyped name does not become a new and empty trail.</summary>
internal static class DataFolder
{
    /// <summary>The folder must be there, and hold a journal.</summary>
    /// <exception cref="UsageException">It does not.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not look into it.</exception>
    public static void RequireJournal(string directory)
    {
        RequireNoFile(directory);
        if (!Directory.Exists(directory))
        {
            throw new UsageException($"There is no data folder at {directory}. Name one with --data; import makes one.");
        }

        if (!Directory.Exists(Path.Combine(directory, "journal")))
        {
            // What may not be looked into seems to hold nothing.
            _ = Directory.EnumerateFileSystemEntries(directory).Any();
            throw new UsageException(
                $"The folder {directory} has no journal in it, so it is no data folder. Name one with --data; import makes one.");
        }
    }

    /// <summary>Nothing but a folder may be in its place.</summary>
    /// <exception cref="IOException">A file is.</exception>
    public static void RequireNoFile(string directory)
    {
        if (File.Exists(directory))
        {
            throw new IOException($"{directory} is a file, and --data takes a folder.");
        }
    }
}
