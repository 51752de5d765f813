using MetaLogging.Journaling;

namespace MetaLogging.Backups;

/// <summary>Small files of a data folder that are not the journal's: each is always replaced as a whole.</summary>
internal static class OtherFiles
{
    /// <summary>Copies those that are there, and flushes them.</summary>
    public static void Copy(string from, string to, IReadOnlyList<string> names)
    {
        foreach (string name in names)
        {
            if (WholeFile.Read(RealFiles.Instance, Path.Combine(from, name)) is { } bytes)
            {
                WholeFile.Replace(RealFiles.Instance, Path.Combine(to, name), bytes);
            }
        }
    }
}
