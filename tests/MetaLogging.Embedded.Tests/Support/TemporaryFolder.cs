namespace MetaLogging.Embedded.Tests.Support;

/// <summary>A folder that goes with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("metalogging-embedded-");

    /// <summary>The store's own folder in it; it is not made.</summary>
    public string Store => Path.Combine(_folder.FullName, "store");

    public string Database => Path.Combine(Store, "events.duckdb");

    /// <summary>Copies all files of the store, as a kill would leave them.</summary>
    public TemporaryFolder CopyOfNow()
    {
        TemporaryFolder copy = new();
        Directory.CreateDirectory(copy.Store);
        foreach (string file in Directory.EnumerateFiles(Store))
        {
            File.Copy(file, Path.Combine(copy.Store, Path.GetFileName(file)));
        }

        return copy;
    }

    /// <summary>In how many files of the store these bytes stand.</summary>
    public int FilesWith(ReadOnlySpan<byte> bytes)
    {
        int files = 0;
        foreach (string file in Directory.EnumerateFiles(Store, "*", SearchOption.AllDirectories))
        {
            files += File.ReadAllBytes(file).AsSpan().IndexOf(bytes) >= 0 ? 1 : 0;
        }

        return files;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
