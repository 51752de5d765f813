using MetaLogging.Configuration;

namespace MetaLogging.Tests.Support;

/// <summary>A data folder of a test's own, gone when the test is.</summary>
public sealed class DataFolder : IDisposable
{
    readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("metalog-tests-");

    public string Path => _directory.FullName;

    public MetaLoggingOptions Options()
    {
        var options = new MetaLoggingOptions { DataDirectory = Path, ApplicationName = "tests" };
        options.Journal.SegmentSize = 256 << 10;
        options.Journal.ReserveSize = 16 << 10;
        options.Journal.Watermark = 0;
        options.Journal.LockWait = TimeSpan.Zero;
        return options;
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
