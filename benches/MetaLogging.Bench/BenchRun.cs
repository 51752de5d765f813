using System.Diagnostics;
using System.Globalization;
using MetaLogging.Bench.Results;

namespace MetaLogging.Bench;

/// <summary>
/// One <c>./bench</c>: how many events, where, and how a measurement is started in a process of its own, so that its memory is its own.
/// </summary>
/// <param name="Events">How many events; null: as many as the bench is made for.</param>
/// <param name="Folder">A folder on a real disk for everything that is written.</param>
internal sealed record BenchRun(long? Events, string Folder)
{
    /// <summary>
    /// What makes a process a lean client: whoever waits on a socket goes on in the thread that watches all of them, and there is one such
    /// thread.
    /// </summary>
    public static IReadOnlyDictionary<string, string> ClientEnvironment { get; } = new Dictionary<string, string>
    {
        ["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1",
        ["DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT"] = "1",
    };

    /// <summary>An empty folder.</summary>
    public string NewFolder(string name)
    {
        string folder = Path.Combine(Folder, name);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        return Directory.CreateDirectory(folder).FullName;
    }

    /// <summary>Runs a measurement to its end and removes what it wrote.</summary>
    public async Task<Measured> MeasureAsync(string measurement, long events, params string[] arguments)
    {
        string folder = NewFolder(measurement.Replace('/', '-'));
        try
        {
            return await MeasureAsync(measurement, events, folder, arguments);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Runs a measurement in a folder that stays.</summary>
    public static async Task<Measured> MeasureAsync(string measurement, long events, string folder, params string[] arguments)
    {
        await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  {measurement} {string.Join(' ', arguments)}"));
        using Process process = Start(measurement, events, folder, arguments);
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? Measured.FromJson(output)
            : throw new InvalidOperationException($"The measurement {measurement} ended with exit code {process.ExitCode}.");
    }

    /// <summary>Starts a measurement; what it finds is the last line of its output.</summary>
    public static Process Start(string measurement, long events, string folder, params string[] arguments)
    {
        string program = Environment.ProcessPath!;
        ProcessStartInfo start = new(program) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
        {
            start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        }

        if (measurement.StartsWith(Measurement.OfClient, StringComparison.Ordinal))
        {
            foreach ((string name, string value) in ClientEnvironment)
            {
                start.Environment[name] = value;
            }
        }

        string[] all = ["--measure", measurement, events.ToString(CultureInfo.InvariantCulture), folder, .. arguments];
        foreach (string argument in all)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }
}
