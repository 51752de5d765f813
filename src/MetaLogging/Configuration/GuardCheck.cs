namespace MetaLogging.Configuration;

/// <summary>Whether the signing guard can do what it is for: whoever can put the whole data folder back must not put the guard back with it.</summary>
internal static class GuardCheck
{
    const string Setting = "MetaLogging:Journal:GuardFolder";

    /// <summary>What is wrong with where it remembers; empty where all is well.</summary>
    public static IReadOnlyList<ConfigurationIssue> Find(MetaLoggingOptions options)
    {
        string guard = options.Journal.GuardFolder ?? GuardFolders.Default;
        if (guard.Length == 0)
        {
            return [new(Setting, IssueSeverity.Warning, "There is no signing guard: a data folder that was put back to an older state is not noticed.",
                "Set it to a folder outside the data folder, best on another disk.")];
        }

        string mount = MountOf(guard);
        return mount == MountOf(options.DataDirectory)
            ? [new(Setting, IssueSeverity.Warning,
                $"The signing guard, {guard}, is on the same file system as the data folder ({mount}): whoever puts back the whole disk puts back both.",
                "Set it to a folder on another disk or mount; or have witnesses, or anchors elsewhere (docs/tamper-evidence.md).")]
            : [];
    }

    static string MountOf(string path)
    {
        string full = Path.GetFullPath(path);
        return DriveInfo.GetDrives().Select(drive => drive.RootDirectory.FullName)
            .Where(root => full == root || full.StartsWith(root.EndsWith(Path.DirectorySeparatorChar) ? root : root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            .MaxBy(root => root.Length) ?? Path.GetPathRoot(full)!;
    }
}
