namespace MetaLogging.EntityFrameworkCore.Tests.Support;

/// <summary>A folder that is gone when the test has ended.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string FullName { get; } = Directory.CreateTempSubdirectory("metalog-efcore-").FullName;

    public void Dispose() => Directory.Delete(FullName, recursive: true);
}
