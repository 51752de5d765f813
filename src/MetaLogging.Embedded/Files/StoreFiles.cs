namespace MetaLogging.Embedded.Files;

/// <summary>
/// The files of the store: the database and its log, the one being written anew, and DuckDB's temporary ones. No others are in the folder.
/// </summary>
internal sealed class StoreFiles(string directory)
{
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public string Directory { get; } = Path.GetFullPath(directory);

    public string Database => Path.Combine(Directory, "events.duckdb");

    /// <summary>Where the database is written anew before it takes the old one's name.</summary>
    public string Anew => Path.Combine(Directory, "events.duckdb.new");

    public string Temporary => Path.Combine(Directory, "temp");

    /// <summary>Makes the folder and removes what a process that was killed left behind: it may hold what has been erased since.</summary>
    public void Prepare()
    {
        if (OperatingSystem.IsWindows())
        {
            System.IO.Directory.CreateDirectory(Directory);
        }
        else
        {
            System.IO.Directory.CreateDirectory(Directory, OwnerOnly | UnixFileMode.UserExecute);
        }

        DeleteLeftovers();
        if (!File.Exists(Database))
        {
            // A log without its database would be played into the new one.
            File.Delete(LogOf(Database));
        }
    }

    public void DeleteAnew()
    {
        File.Delete(Anew);
        File.Delete(LogOf(Anew));
    }

    public void DeleteLeftovers()
    {
        DeleteAnew();
        if (System.IO.Directory.Exists(Temporary))
        {
            System.IO.Directory.Delete(Temporary, recursive: true);
        }
    }

    public void DeleteAll()
    {
        File.Delete(LogOf(Database));
        File.Delete(Database);
        DeleteLeftovers();
    }

    public static void RestrictToOwner(string file)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, OwnerOnly);
        }
    }

    /// <summary>
    /// Puts the database written anew in the place of the old one, which is closed. The old one's log goes first: played into the new one
    /// it would bring back what was
    /// erased. When it stops between the two, the old database is as it was at its last checkpoint, position included.
    /// </summary>
    public void ReplaceByAnew()
    {
        RestrictToOwner(Anew);
        using (FileStream anew = new(Anew, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            anew.Flush(flushToDisk: true);
        }

        File.Delete(LogOf(Database));
        File.Move(Anew, Database, overwrite: true);
        DeleteLeftovers();
    }

    static string LogOf(string database) => database + ".wal";
}
