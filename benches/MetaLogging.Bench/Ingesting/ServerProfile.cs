using System.Diagnostics;
using System.Globalization;

namespace MetaLogging.Bench.Ingesting;

/// <summary>
/// Where the processor time of our server goes: Linux's perf looks at it some hundred times a second, and each look is counted for the
/// stage whose function is nearest to the processor in the stack of calls.
/// </summary>
/// <param name="folder">Where the looks are kept.</param>
internal sealed class ServerProfile(string folder) : IAsyncDisposable
{
    /// <summary>Before the name of a stage: the share of the processor time that it has.</summary>
    public const string Share = "share: ";

    const int LooksASecond = 499;
    const string Perf = "/usr/bin/perf";

    static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(60);

    readonly string _looks = Path.Combine(folder, "perf.data");
    Process? _perf;
    int _server;

    public static bool IsPossible => OperatingSystem.IsLinux() && File.Exists(Perf);

    /// <summary>What makes a server tell perf the names of its functions.</summary>
    public static (string Name, string Value)[] Environment { get; } =
        [("DOTNET_PerfMapEnabled", "1"), ("DOTNET_EnableWriteXorExecute", "0")];

    public void Start(int server)
    {
        _server = server;
        ProcessStartInfo start = new(
            Perf,
            [
                "record", "--quiet", "--event", "cpu-clock", "--freq", LooksASecond.ToString(CultureInfo.InvariantCulture), "-g",
                "--pid", server.ToString(CultureInfo.InvariantCulture), "--output", _looks,
            ])
        { RedirectStandardError = true };
        _perf = Process.Start(start)!;
        _perf.ErrorDataReceived += (_, _) => { };
        _perf.BeginErrorReadLine();
    }

    /// <summary>Ends looking. The server must still run when its looks are read, because its libraries are looked up then.</summary>
    public async Task<IReadOnlyDictionary<string, double>> SharesAsync()
    {
        await StopAsync();
        using Process script = Process.Start(new ProcessStartInfo(
            Perf, ["script", "--input", _looks, "--no-inline", "--fields", "comm,ip,sym,dso"])
        { RedirectStandardOutput = true, RedirectStandardError = true })!;
        script.ErrorDataReceived += (_, _) => { };
        script.BeginErrorReadLine();
        Dictionary<string, double> counts = [];
        long all = 0;
        List<string> frames = [];
        string thread = "";
        while (await script.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Length > 0 && !char.IsWhiteSpace(line[0]))
            {
                thread = line.Trim();
            }
            else if (line.Length > 0)
            {
                frames.Add(line);
            }
            else if (thread.Length > 0)
            {
                string stage = ServerStage.Of(thread, frames);
                counts[stage] = counts.GetValueOrDefault(stage) + 1;
                all++;
                frames.Clear();
                thread = "";
            }
        }

        await script.WaitForExitAsync();
        return counts.ToDictionary(c => c.Key, c => c.Value / all);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        foreach (string map in (string[])["perf", "perfinfo"])
        {
            File.Delete(string.Create(CultureInfo.InvariantCulture, $"/tmp/{map}-{_server}.map"));
        }
    }

    async Task StopAsync()
    {
        if (_perf is not { } perf)
        {
            return;
        }

        _perf = null;
        using (Process kill = Process.Start("kill", ["-INT", perf.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        using CancellationTokenSource timeout = new(LongestStop);
        try
        {
            await perf.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            perf.Kill();
        }

        perf.Dispose();
    }
}
