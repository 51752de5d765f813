using System.Globalization;
using System.Runtime.InteropServices;

namespace MetaLogging.Bench.Results;

/// <summary>What the figures were measured on.</summary>
internal static class Machine
{
    public static string Describe(string folder)
    {
        string processor = Line("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString();
        long memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30;
        string format = new DriveInfo(folder).DriveFormat;
        string date = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        string system = $"{RuntimeInformation.OSDescription}; {RuntimeInformation.FrameworkDescription}";
        return string.Create(CultureInfo.InvariantCulture,
            $"{date}; {Environment.ProcessorCount} cores of {processor}, {memory} GiB, {format}; {system}");
    }

    /// <summary>The most memory that a process ever had, in MiB; null where the system does not say.</summary>
    /// <param name="process">Its id.</param>
    public static double? PeakMebibytes(string process = "self") =>
        Line($"/proc/{process}/status", "VmHWM") is { } line ? double.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture) / 1024 : null;

    static string? Line(string file, string name) =>
        File.Exists(file)
            ? File.ReadLines(file).FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
            : null;
}
