namespace MetaLogging.InfluxDb.Tests.Support;

/// <summary>A copy of the folders of a stopped server.</summary>
internal sealed class InfluxBackup : IDisposable
{
    static readonly string[] Folders = ["meta", "data", "wal"];

    readonly DirectoryInfo _copy = Directory.CreateTempSubdirectory("metalogging-influxd-copy-");

    public InfluxBackup(string folder) => Copy(folder, _copy.FullName);

    public void PutBack(string folder)
    {
        foreach (string name in Folders)
        {
            Directory.Delete(Path.Combine(folder, name), recursive: true);
        }

        Copy(_copy.FullName, folder);
    }

    public void Dispose() => _copy.Delete(recursive: true);

    static void Copy(string from, string to)
    {
        foreach (string name in Folders)
        {
            foreach (string file in Directory.EnumerateFiles(Path.Combine(from, name), "*", SearchOption.AllDirectories))
            {
                string target = Path.Combine(to, Path.GetRelativePath(from, file));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(file, target);
            }
        }
    }
}
