using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using MetaLogging.Bench.Results;
using Microsoft.Win32.SafeHandles;

namespace MetaLogging.Bench.Ingesting;

/// <summary>
/// The floor: a bare loop that writes the bytes of so many events into a file with space set aside, and flushes them, as fast as the device
/// lets it.
/// </summary>
internal static partial class FloorIngest
{
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <param name="arguments">Events a flush; bytes an event.</param>
    public static Task<Measured> RunAsync(long events, string folder, string[] arguments)
    {
        int eventsAFlush = int.Parse(arguments[0], CultureInfo.InvariantCulture);
        byte[] bytes = new byte[(int)(eventsAFlush * double.Parse(arguments[1], CultureInfo.InvariantCulture))];
        new Random(1).NextBytes(bytes);
        const long Size = 1L << 30;
        using SafeFileHandle file =
            File.OpenHandle(Path.Combine(folder, "floor"), FileMode.CreateNew, FileAccess.Write, preallocationSize: Size);
        long written = 0, flushes = 0;
        long started = Stopwatch.GetTimestamp();
        while (flushes * eventsAFlush < events && Stopwatch.GetElapsedTime(started) < Longest)
        {
            RandomAccess.Write(file, bytes, written % (Size - bytes.Length));
            Flush(file);
            written += bytes.Length;
            flushes++;
        }

        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return Task.FromResult(new Measured { [Measured.EventsPerSecond] = flushes * eventsAFlush / seconds });
    }

    static void Flush(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.FlushToDisk(file);
        }
        else if (FlushData(file) != 0)
        {
            throw new IOException($"fdatasync failed with {Marshal.GetLastPInvokeError()}.");
        }
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FlushData(SafeFileHandle file);
}
