using System.Security.Cryptography;
using MetaLogging.Journaling;

namespace MetaLogging.Import;

/// <summary>
/// The secret of an installation from which importers derive event ids: an id of a plain hash of a log line would be a personal datum for
/// ever, because whoever knows the line could compute it. Thread-safe.
/// </summary>
public sealed class InstallationKey
{
    /// <summary>The file's name in the data folder.</summary>
    public const string FileName = "id-key";

    internal const int Length = 32;

    readonly byte[] _secret;

    InstallationKey(byte[] secret) => _secret = secret;

    internal ReadOnlySpan<byte> Secret => _secret;

    /// <summary>
    /// Reads <c>id-key</c> of a data folder: 32 random bytes. Where there is none it is made, for its owner alone (mode 600), and flushed
    /// with its name before any id is derived from it.
    /// </summary>
    /// <exception cref="InstallationKeyException">The file has another length.</exception>
    /// <exception cref="IOException">It can't be read or made.</exception>
    public static InstallationKey Open(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            Create(folder, path);
        }

        byte[] secret = File.ReadAllBytes(path);
        return secret.Length == Length ? new(secret) : throw new InstallationKeyException(path, secret.Length);
    }

    static void Create(string folder, string path)
    {
        Directory.CreateDirectory(folder);
        string written = $"{path}.{Guid.NewGuid():N}";
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (FileStream file = new(written, options))
        {
            file.Write(RandomNumberGenerator.GetBytes(Length));
            file.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(written, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was faster: its key is the installation's.
            File.Delete(written);
        }

        Disk.FlushFolder(folder);
    }
}
