namespace MetaLogging.Journaling.Tests;

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("metalog-journal-").FullName;

    public string Combine(params string[] names) => System.IO.Path.Combine([Path, .. names]);

    public IEnumerable<string> Files(string extension) =>
        Directory.EnumerateFiles(Path, "*" + extension, SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
