using MetaLogging.Import;

namespace MetaLogging.Tests.Import;

public sealed class InstallationKeyTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("metalog-import-").FullName;

    string Path => System.IO.Path.Combine(_folder, "id-key");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void It_is_made_once_for_its_owner_alone()
    {
        byte[] first = InstallationKey.Open(_folder).Secret.ToArray();
        byte[] second = InstallationKey.Open(_folder).Secret.ToArray();

        Assert.Equal(32, first.Length);
        Assert.Equal(first, second);
        Assert.Equal(first, File.ReadAllBytes(Path));
        Assert.Equal([Path], Directory.GetFiles(_folder));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));
        }
    }

    [Fact]
    public void Each_installation_has_another()
    {
        byte[] first = InstallationKey.Open(_folder).Secret.ToArray();
        File.Delete(Path);

        Assert.NotEqual(first, InstallationKey.Open(_folder).Secret.ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void A_file_of_another_length_is_refused_and_left_as_it_is(int length)
    {
        File.WriteAllBytes(Path, new byte[length]);

        InstallationKeyException e = Assert.Throws<InstallationKeyException>(() => InstallationKey.Open(_folder));

        Assert.Equal(Path, e.Path);
        Assert.Contains($"{length} bytes", e.Message, StringComparison.Ordinal);
        Assert.Equal(length, new FileInfo(Path).Length);
    }
}
