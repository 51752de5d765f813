using System.Text;
using Microsoft.Win32.SafeHandles;

namespace MetaLogging.Journaling;

/// <summary>The files of the operating system. New files have mode 600, new folders 700.</summary>
internal sealed class RealFiles : IFileSystem
{
    const UnixFileMode OwnerReadsAndWrites = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static RealFiles Instance { get; } = new();

    public void CreateFolder(string path)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerReadsAndWrites | UnixFileMode.UserExecute);
        }

        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } parent)
        {
            FlushFolder(parent);
        }
    }

    public IReadOnlyList<string> ListFiles(string folder) =>
        Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path))] : [];

    public bool FileExists(string path) => File.Exists(path);

    public IFile Open(string path, FileUse use)
    {
        SafeFileHandle handle = use switch
        {
            FileUse.Read => File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete),
            FileUse.Write => File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete),
            _ => File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete),
        };
        if (use == FileUse.Create && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(handle, OwnerReadsAndWrites);
        }

        return new RealFile(handle, path);
    }

    public void Rename(string from, string to) => File.Move(from, to, overwrite: true);

    public void Delete(string path) => File.Delete(path);

    public void FlushFolder(string folder) => Disk.FlushFolder(folder);

    public long FreeBytes(string folder) => new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;

    public IDisposable? TryLock(string path, string holder)
    {
        SafeFileHandle? handle = Disk.TryLock(path);
        if (handle is not null)
        {
            RandomAccess.SetLength(handle, 0);
            RandomAccess.Write(handle, Encoding.UTF8.GetBytes(holder), 0);
        }

        return handle;
    }

    public string ReadLock(string path)
    {
        using SafeFileHandle handle = Disk.OpenLock(path);
        byte[] text = new byte[512];
        return Encoding.UTF8.GetString(text, 0, RandomAccess.Read(handle, text, 0));
    }
}
