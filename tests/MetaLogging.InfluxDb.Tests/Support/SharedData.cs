namespace MetaLogging.InfluxDb.Tests.Support;

/// <summary>What stands beside the repository and is not part of it. Tests that need it are skipped where it is missing.</summary>
internal static class SharedData
{
    public static string Find(string path)
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MetaLogging.slnx")))
        {
            folder = folder.Parent;
        }

        string? found = folder?.Parent is { } beside ? Path.Combine(beside.FullName, "shared", "data", path) : null;
        Assert.SkipUnless(File.Exists(found), $"../shared/data/{path} is not there.");
        return found!;
    }
}
