using System.Diagnostics;
using Xunit;

namespace MetaLogging.EndToEnd.Documentation;

/// <summary>
/// Where the commands of one page run: a folder that looks as the repository does from inside, with nothing in it but what the commands need. What they write
/// goes away with it; what they <c>export</c> holds for the commands below.
/// </summary>
internal sealed class PageShell : IAsyncDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly TemporaryFolder _state = new();
    readonly OwnNetwork _network;
    readonly Stack<RunningCommand> _running = [];
    readonly List<RunningCommand> _started = [];

    PageShell(OwnNetwork network)
    {
        _network = network;
        foreach (string name in new[] { "run", "docs" })
        {
            File.CreateSymbolicLink(_folder.PathOf(name), Repository.PathOf(name));
        }
    }

    /// <summary>Opens one; null where others use the ports that pages name.</summary>
    public static async Task<PageShell?> OpenAsync() =>
        await OwnNetwork.OpenAsync(TestContext.Current.CancellationToken) is { } network ? new(network) : null;

    /// <summary>Does what a page wants done; the test fails where it does not turn out as the page shows.</summary>
    public Task DoAsync(ShownStep step) => step switch
    {
        ShownFile file => WriteAsync(file),
        ShownInterrupt => _running.Pop().EndAsync("INT"),
        ShownCommand { KeepsRunning: true } command => StartAsync(command),
        ShownCommand command => RunAsync(command),
        _ => throw new ArgumentOutOfRangeException(nameof(step)),
    };

    /// <summary>The page is at its end: what still runs has said what the page shows, and ends in order.</summary>
    public async Task EndAsync()
    {
        while (_running.TryPop(out RunningCommand? command))
        {
            await command.EndAsync("TERM");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (RunningCommand command in _started)
        {
            await command.DisposeAsync();
        }

        await _network.DisposeAsync();
        _state.Dispose();
        _folder.Dispose();
    }

    /// <summary>Files for another place, which have a path, are checked by other tests.</summary>
    Task WriteAsync(ShownFile file) => file.Name.Contains('/', StringComparison.Ordinal)
        ? Task.CompletedTask
        : File.WriteAllTextAsync(_folder.PathOf(file.Name), file.Text, TestContext.Current.CancellationToken);

    async Task RunAsync(ShownCommand shown)
    {
        // A terminal shows both streams in one; so do the pages.
        string state = _state.PathOf("exports");
        (string program, IReadOnlyList<string> arguments) =
            _network.Run($"{Exports}\n{{ {shown.Text}\n}} 2>&1\nstatus=$?\nexport -p >'{state}'\nexit $status");
        Command command = await Command.RunAsync(program, arguments, _folder.FullName);
        Assert.True(command.ExitCode == 0, $"{shown.Place}: exit code {command.ExitCode}\n$ {shown.Text}\n{command.Output}{command.Talk}");
        Assert.True(shown.Matches(command.Output), $"{shown.Place}: the answer is not what the page shows\n$ {shown.Text}\n{command.Output}");
    }

    async Task StartAsync(ShownCommand shown)
    {
        (string program, IReadOnlyList<string> arguments) = _network.Run($"{Exports}\nexec {shown.Text} 2>&1");
        ProcessStartInfo start = new(program, arguments) { WorkingDirectory = _folder.FullName };
        Command.ForgetVariables(start);
        RunningCommand running = new(shown, start);
        _started.Add(running);
        _running.Push(running);
        await running.WaitForBeginningAsync();
    }

    string Exports => $"if [ -f '{_state.PathOf("exports")}' ]; then . '{_state.PathOf("exports")}'; fi";
}
