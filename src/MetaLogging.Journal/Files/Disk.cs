using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MetaLogging.Journaling;

/// <summary>
/// What .NET does not offer of the operating system: fdatasync, the flush of a folder, taking space, and a lock whose holder can be
/// read. Every return value
/// is checked. Linux is what is tested; the branches for Windows and macOS are written from their manuals and untested.
/// </summary>
internal static partial class Disk
{
    const int Interrupted = 4;
    const int FileTooLarge = 27;
    const int NoSpace = 28;
    const int QuotaExceededOnLinux = 122;
    const int QuotaExceededOnMacOS = 69;
    const int NotSupportedOnLinux = 95;
    const int InvalidArgument = 22;
    const int WouldBlockOnLinux = 11;
    const int WouldBlockOnMacOS = 35;
    const int ExclusiveWithoutWaiting = 2 | 4;
    const int FullFlushOnMacOS = 51;
    const int ReadWriteMode = 2;
    const int OwnerOnly = 0x180;

    static int CreateFlag => OperatingSystem.IsMacOS() ? 0x200 : 0x40;

    static int CloseOnExec => OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;

    static int FolderFlag => OperatingSystem.IsMacOS() ? 0x100000 : OperatingSystem.IsLinux() && IsArm ? 0x4000 : 0x10000;

    static bool IsArm => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;

    /// <summary>Whether the error of a .NET call says that there is no space.</summary>
    public static bool IsFull(IOException e) => OperatingSystem.IsWindows()
        ? (e.HResult & 0xFFFF) is 112 or 39
        : e.HResult is NoSpace or FileTooLarge || e.HResult == (OperatingSystem.IsMacOS() ? QuotaExceededOnMacOS : QuotaExceededOnLinux);

    /// <summary>Makes what was written to a file, and its length, durable.</summary>
    public static void FlushFile(SafeFileHandle file, string path)
    {
        if (OperatingSystem.IsWindows())
        {
            RandomAccess.FlushToDisk(file);
            return;
        }

        // On macOS only F_FULLFSYNC reaches the device.
        int result;
        do
        {
            result = OperatingSystem.IsMacOS() ? fcntl(file, FullFlushOnMacOS, 0) : fdatasync(file);
        }
        while (result != 0 && Marshal.GetLastPInvokeError() == Interrupted);
        if (result != 0)
        {
            throw Failed("flush", path, Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>Makes the names in a folder durable. Windows has no such call: NTFS journals names itself.</summary>
    public static void FlushFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        int folder = open(path, CloseOnExec | FolderFlag, 0);
        if (folder < 0)
        {
            throw Failed("open", path, Marshal.GetLastPInvokeError());
        }

        int result = fsync(folder);
        int error = Marshal.GetLastPInvokeError();
        int closed = close(folder);
        int closeError = Marshal.GetLastPInvokeError();
        if (result != 0)
        {
            throw Failed("flush", path, error);
        }

        if (closed != 0 && closeError != Interrupted)
        {
            throw Failed("close", path, closeError);
        }
    }

    /// <summary>
    /// Makes a file this long and takes the space for it. Where the file system can't take space, the file only gets its length.
    /// </summary>
    public static void Allocate(SafeFileHandle file, string path, long length)
    {
        if (OperatingSystem.IsLinux())
        {
            int error;
            do
            {
                error = posix_fallocate(file, 0, length);
            }
            while (error == Interrupted);
            if (error == 0)
            {
                return;
            }

            if (error is not (NotSupportedOnLinux or InvalidArgument))
            {
                throw Failed("take space for", path, error);
            }
        }

        try
        {
            RandomAccess.SetLength(file, length);
        }
        catch (IOException e) when (IsFull(e))
        {
            throw new DiskFullException(path, e);
        }
    }

    /// <summary>Opens a file and locks it, until the handle is closed or the process ends; null while another process holds it.</summary>
    public static SafeFileHandle? TryLock(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            try
            {
                return File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
            }
            catch (IOException e) when ((e.HResult & 0xFFFF) is 32 or 33)
            {
                return null;
            }
        }

        // File.OpenHandle locks by itself, and then nobody could read who holds it.
        int descriptor = open(path, ReadWriteMode | CreateFlag | CloseOnExec, OwnerOnly);
        if (descriptor < 0)
        {
            throw Failed("open", path, Marshal.GetLastPInvokeError());
        }

        SafeFileHandle file = new(descriptor, ownsHandle: true);
        if (flock(file, ExclusiveWithoutWaiting) == 0)
        {
            return file;
        }

        int error = Marshal.GetLastPInvokeError();
        file.Dispose();
        return error is WouldBlockOnLinux or WouldBlockOnMacOS or Interrupted ? null : throw Failed("lock", path, error);
    }

    /// <summary>Opens a lock's file to read who holds it.</summary>
    public static SafeFileHandle OpenLock(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        }

        int descriptor = open(path, CloseOnExec, 0);
        return descriptor >= 0 ? new(descriptor, ownsHandle: true) : throw Failed("open", path, Marshal.GetLastPInvokeError());
    }

    static IOException Failed(string what, string path, int error) =>
        error is NoSpace or FileTooLarge || error == (OperatingSystem.IsMacOS() ? QuotaExceededOnMacOS : QuotaExceededOnLinux)
            ? new DiskFullException(path, new Win32Exception(error))
            : new IOException($"Could not {what} {path}: {new Win32Exception(error).Message} (error {error}).", error);

#pragma warning disable IDE1006, SYSLIB1054 // The names are the operating system's.
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags, int mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int close(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fdatasync(SafeFileHandle file);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(SafeFileHandle file, int command, int argument);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int flock(SafeFileHandle file, int operation);

    [LibraryImport("libc")]
    private static partial int posix_fallocate(SafeFileHandle file, long offset, long length);
#pragma warning restore IDE1006, SYSLIB1054
}
