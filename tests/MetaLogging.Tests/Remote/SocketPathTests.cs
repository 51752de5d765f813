using System.Net.Sockets;
using MetaLogging.Remote;
using MetaLogging.Tests.Support;
using Xunit;

namespace MetaLogging.Tests.Remote;

public sealed class SocketPathTests : IDisposable
{
    readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_path_that_is_short_enough_stays_as_it_is()
    {
        using var path = SocketPath.Open(_folder.Path, "metalog.sock");

        Assert.Equal(Path.Combine(_folder.Path, "metalog.sock"), path.Short);
    }

    [Theory]
    [InlineData(107, true)]
    [InlineData(108, false)]
    public void Only_what_the_system_does_not_take_is_made_shorter(int bytes, bool isTaken)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems take other lengths.");
        string folder = Folder(bytes - "/s".Length);
        using var path = SocketPath.Open(folder, "s");

        Assert.Equal(isTaken, path.Short == Path.Combine(folder, "s"));
        Assert.NotNull(new UnixDomainSocketEndPoint(path.Short));
    }

    [Fact]
    public void A_long_path_counts_in_bytes_and_not_in_letters()
    {
        string folder = Path.Combine(_folder.Path, string.Concat(Enumerable.Repeat("漢", 30)));
        using var path = SocketPath.Open(folder, "metalog.sock");

        Assert.True(path.Short.Length < SocketPath.LongestPath);
        Assert.DoesNotContain("漢", path.Short, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_socket_with_a_long_path_is_bound_and_found_through_links_that_are_gone_afterwards()
    {
        string folder = Folder(200);
        using var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        string link;
        using (var path = SocketPath.Open(folder, "metalog.sock"))
        {
            link = Path.GetDirectoryName(path.Short)!;
            server.Bind(new UnixDomainSocketEndPoint(path.Short));
            server.Listen();
            if (!OperatingSystem.IsWindows())
            {
                UnixFileMode mode = File.GetUnixFileMode(Path.GetDirectoryName(link)!);
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, mode);
            }
        }

        Assert.False(Path.Exists(link));
        Assert.False(Path.Exists(Path.GetDirectoryName(link)));
        Assert.True(File.Exists(Path.Combine(folder, "metalog.sock")));
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using (var path = SocketPath.Open(folder, "metalog.sock"))
        {
            await client.ConnectAsync(new UnixDomainSocketEndPoint(path.Short), TestContext.Current.CancellationToken);
        }

        Assert.True(client.Connected);
    }

    [Fact]
    public void Disposing_twice_does_nothing_and_the_folder_stays()
    {
        string folder = Folder(150);
        var path = SocketPath.Open(folder, "metalog.sock");
        path.Dispose();
        path.Dispose();

        Assert.True(Directory.Exists(folder));
    }

    /// <summary>A folder whose path has so many bytes.</summary>
    string Folder(int bytes)
    {
        string folder = _folder.Path;
        while (folder.Length < bytes)
        {
            int most = bytes - folder.Length - 1;
            folder = Path.Combine(folder, new string('d', most <= 100 ? most : 98));
        }

        Assert.Equal(bytes, folder.Length);
        return Directory.CreateDirectory(folder).FullName;
    }
}
