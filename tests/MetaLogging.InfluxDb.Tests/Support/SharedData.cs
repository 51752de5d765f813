namespace MetaLogging.InfluxDb.Tests.Support;

/// <summary>Files of the repository, and what stands beside it and is not part of it: tests that need that are skipped where it is missing.</summary>
internal static class SharedData
{
    static readonly Lazy<string> Root = new(FindRoot);

    /// <summary>A file of the repository.</summary>
    public static string Repository(params string[] path) => Path.Combine([Root.Value, .. path]);

    /// <summary>A file in <c>../shared/data</c>.</summary>
    public static string Find(string path)
    {
        string found = Path.GetFullPath(Repository("..", "shared", "data", path));
        Assert.SkipUnless(File.Exists(found), $"../shared/data/{path} is not there.");
        return found;
    }

    static string FindRoot()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "MetaLogging.slnx")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests are not run from within the repository.");
        }

        return folder.FullName;
    }
}
