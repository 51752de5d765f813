using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MetaLogging.Bench.Http;
using MetaLogging.Bench.Results;

namespace MetaLogging.Bench.Servers;

/// <summary>A server on loopback that is a child of this process; it is asked to stop, and made to, when it is disposed.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    const int KeptLines = 20;
    static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(60);
    static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(60);
    static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(50);

    readonly Process _process;
    readonly Queue<string> _talk = new();

    ServerProcess(Process process)
    {
        _process = process;
    }

    public int Id => _process.Id;

    /// <summary>The processor time that all its threads have used.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>The most memory that it ever had, in MiB; null where the system does not say.</summary>
    public double? PeakMebibytes => Machine.PeakMebibytes(Id.ToString(CultureInfo.InvariantCulture));

    public static ServerProcess Start(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        // Settings of the client's sockets are its own.
        foreach (string name in BenchRun.ClientEnvironment.Keys)
        {
            start.Environment.Remove(name);
        }

        ServerProcess server = new(Process.Start(start)!);
        server._process.OutputDataReceived += (_, line) => server.Keep(line.Data);
        server._process.ErrorDataReceived += (_, line) => server.Keep(line.Data);
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        return server;
    }

    /// <summary>A port on loopback that nobody listens on.</summary>
    public static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Returns when the server answers a request for <paramref name="target"/> with success.</summary>
    public async Task WaitUntilReadyAsync(int port, string target)
    {
        byte[] request = HttpRequest.Get(port, target);
        long begun = Stopwatch.GetTimestamp();
        while (!await AnswersAsync(port, request))
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(begun) > LongestStart)
            {
                string talk = Talk();
                await DisposeAsync();
                throw new InvalidOperationException($"The server does not start. It says: {talk}");
            }

            await Task.Delay(BetweenTries);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            using (Process kill = Process.Start("kill", ["-TERM", Id.ToString(CultureInfo.InvariantCulture)]))
            {
                await kill.WaitForExitAsync();
            }

            using CancellationTokenSource timeout = new(LongestStop);
            try
            {
                await _process.WaitForExitAsync(timeout.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill();
                await _process.WaitForExitAsync();
            }
        }

        _process.Dispose();
    }

    static async Task<bool> AnswersAsync(int port, byte[] request)
    {
        try
        {
            using HttpConnections connections = await HttpConnections.OpenAsync(port, 1, LongestStart);
            return await connections.All[0].SendAsync(request) is >= 200 and < 300;
        }
        catch (Exception e) when (e is SocketException or EndOfStreamException or ObjectDisposedException)
        {
            return false;
        }
    }

    void Keep(string? line)
    {
        lock (_talk)
        {
            if (line is not null)
            {
                _talk.Enqueue(line);
            }

            if (_talk.Count > KeptLines)
            {
                _talk.Dequeue();
            }
        }
    }

    string Talk()
    {
        lock (_talk)
        {
            return string.Join('\n', _talk);
        }
    }
}
