using System.Text;

namespace MetaLogging.Remote;

/// <summary>
/// The path of a unix socket, short enough for the system, which takes about 108 bytes: where a folder's own path is longer, one that leads through a symbolic
/// link in a private temporary folder. Binding and connecting resolve it at once, so it may be disposed right after.
/// </summary>
internal sealed class SocketPath : IDisposable
{
    /// <summary>The bytes of <c>sun_path</c> without the zero at its end: 107 on Linux, 103 on macOS.</summary>
    public static int LongestPath => OperatingSystem.IsMacOS() ? 103 : 107;

    readonly string? _linkFolder;
    readonly string? _link;

    SocketPath(string path) => Short = path;

    SocketPath(string linkFolder, string target, string name)
    {
        _linkFolder = linkFolder;
        _link = Path.Combine(linkFolder, "s");
        Short = Path.Combine(_link, name);
        Directory.CreateSymbolicLink(_link, target);
    }

    /// <summary>The path to bind or connect to.</summary>
    public string Short { get; }

    /// <summary>Makes the path of a socket in a folder; the socket need not be there.</summary>
    /// <param name="folder">The folder; it must be there when the path is used.</param>
    /// <param name="name">The socket's name in it.</param>
    /// <exception cref="IOException">The path is too long, and no shorter one can be made.</exception>
    public static SocketPath Open(string folder, string name)
    {
        string whole = Path.GetFullPath(folder);
        string path = Path.Combine(whole, name);
        if (Encoding.UTF8.GetByteCount(path) <= LongestPath || OperatingSystem.IsWindows())
        {
            return new SocketPath(path);
        }

        string linkFolder = Directory.CreateTempSubdirectory("metalog-").FullName;
        try
        {
            var linked = new SocketPath(linkFolder, whole, name);
            if (Encoding.UTF8.GetByteCount(linked.Short) <= LongestPath)
            {
                return linked;
            }

            linked.Dispose();
        }
        catch
        {
            Directory.Delete(linkFolder);
            throw;
        }

        throw new IOException(
            $"The socket {path} can't be reached: its path has more than {LongestPath} bytes, and so has a link to it in the temporary folder."
            + " Let TMPDIR name a folder with a shorter path.");
    }

    /// <summary>Removes the link, if there is one.</summary>
    public void Dispose()
    {
        if (_link is not null && Path.Exists(_linkFolder))
        {
            File.Delete(_link);
            Directory.Delete(_linkFolder!);
        }
    }
}
