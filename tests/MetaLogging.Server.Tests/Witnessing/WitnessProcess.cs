using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using MetaLogging.Journaling.Notes;

namespace MetaLogging.Server.Tests.Witnessing;

/// <summary>The program as a process of its own that witnesses, on a free port of loopback.</summary>
internal sealed class WitnessProcess : IAsyncDisposable
{
    readonly Process _process;
    readonly HttpClient _client;

    WitnessProcess(Process process, VerifierKey key, Uri address)
    {
        (_process, Key) = (process, key);
        _client = new() { BaseAddress = address };
    }

    public VerifierKey Key { get; }

    public int Id => _process.Id;

    public static async Task<WitnessProcess> StartAsync(string folder, VerifierKey log)
    {
        string runtime = RuntimeEnvironment.GetRuntimeDirectory();
        string host = Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
        ProcessStartInfo start = new(
            host, [Path.Combine(AppContext.BaseDirectory, "metalog.dll"), "witness", "--data", folder, "--urls", "http://127.0.0.1:0", "--log", log.Text])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process process = Process.Start(start)!;
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        string? key = await process.StandardOutput.ReadLineAsync(cancellationToken);
        string? said = await process.StandardError.ReadLineAsync(cancellationToken);
        Assert.True(key is not null && said is not null, $"The witness did not start: {said}");
        return new(process, VerifierKey.Parse(key), new(said[said.IndexOf("http", StringComparison.Ordinal)..]));
    }

    /// <summary>The status of the answer to add-checkpoint; null where the process died before it.</summary>
    public async Task<int?> AddAsync(string body)
    {
        try
        {
            using ByteArrayContent content = new(Encoding.UTF8.GetBytes(body));
            using HttpResponseMessage response = await _client.PostAsync("add-checkpoint", content, TestContext.Current.CancellationToken);
            return (int)response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>The newest size it cosigned, as it tells whoever asks from another one.</summary>
    public async Task<long> NewestSizeAsync(GrowingLog log)
    {
        using ByteArrayContent content = new(Encoding.UTF8.GetBytes(GrowingLog.Request(long.MaxValue, [], log.Sign(log.At(0) with { Size = long.MaxValue }))));
        using HttpResponseMessage response = await _client.PostAsync("add-checkpoint", content, TestContext.Current.CancellationToken);
        Assert.Equal(409, (int)response.StatusCode);
        return long.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Ends it as a power cut would: with no chance to say anything.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _client.Dispose();
    }
}
