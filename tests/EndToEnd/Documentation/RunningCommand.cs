using System.Diagnostics;
using System.Text;
using Xunit;

namespace MetaLogging.EndToEnd.Documentation;

/// <summary>A command of a page that runs beside the rest of it.</summary>
internal sealed class RunningCommand : IAsyncDisposable
{
    static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    readonly ShownCommand _shown;
    readonly Process _process;
    readonly StringBuilder _said = new();
    readonly SemaphoreSlim _news = new(0);
    readonly Task _reading;

    public RunningCommand(ShownCommand shown, ProcessStartInfo start)
    {
        _shown = shown;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        _process = Process.Start(start)!;
        _process.StandardInput.Close();
        _reading = ReadAsync();
    }

    /// <summary>What it has said so far.</summary>
    public string Said
    {
        get
        {
            lock (_said)
            {
                return _said.ToString();
            }
        }
    }

    /// <summary>Waits until it has said the first line that the page shows.</summary>
    public Task WaitForBeginningAsync() => WaitAsync(_shown.HasBegun);

    /// <summary>Waits until it has said all that the page shows, and ends it as a person or a service manager does.</summary>
    public async Task EndAsync(string signal)
    {
        await WaitAsync(_shown.HasCome);
        Assert.False(_process.HasExited, Describe("ended by itself"));
        using Process kill = Process.Start("kill", [$"-{signal}", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        using CancellationTokenSource limit = Limit();
        await _process.WaitForExitAsync(limit.Token);
        const int Interrupted = 130;
        Assert.True(_process.ExitCode is 0 or Interrupted, Describe($"ended with exit code {_process.ExitCode}"));
        Assert.DoesNotContain("   at ", Said, StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);   // the page failed before its end
        }

        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
        _news.Dispose();
    }

    static CancellationTokenSource Limit()
    {
        CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Longest);
        return limit;
    }

    async Task WaitAsync(Func<string, bool> hasCome)
    {
        using CancellationTokenSource limit = Limit();
        while (!hasCome(Said))
        {
            try
            {
                await _news.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail(Describe("does not say what the page shows"));
            }

            Assert.False(_reading.IsCompleted && !hasCome(Said), Describe("ended without saying what the page shows"));
        }
    }

    async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            lock (_said)
            {
                _said.Append(line).Append('\n');
            }

            _news.Release();
        }

        _news.Release();
    }

    string Describe(string what) => $"{_shown.Place}: the command {what}\n$ {_shown.Text}\n{Said}";
}
