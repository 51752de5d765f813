using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace MetaLogging.EndToEnd;

/// <summary>The built program while it runs. It is killed, if need be, when the test has ended; no key may stand in its talk.</summary>
internal sealed partial class RunningProgram : IAsyncDisposable
{
    static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    readonly Process _process;
    readonly CancellationTokenSource _limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    RunningProgram(Process process)
    {
        _process = process;
        _limit.CancelAfter(Longest);
        Output = new(process.StandardOutput);
        Talk = new(process.StandardError);
    }

    /// <summary>Standard output.</summary>
    public WatchedText Output { get; }

    /// <summary>Standard error.</summary>
    public WatchedText Talk { get; }

    /// <summary>The id of its process.</summary>
    public string Id => _process.Id.ToString(CultureInfo.InvariantCulture);

    /// <summary>Ends when the test, or its longest time, does.</summary>
    public CancellationToken Limit => _limit.Token;

    /// <summary>Starts the program with these arguments.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="variables">Further variables of its environment.</param>
    public static RunningProgram Start(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? variables = null) =>
        Start(Repository.Program, arguments, variables);

    /// <summary>Starts a line of the shell, which runs it at its end.</summary>
    public static RunningProgram StartShell(string line) => Start("/bin/sh", ["-c", line], null);

    /// <summary>Starts another program in a folder.</summary>
    public static RunningProgram StartIn(string folder, string program, IReadOnlyList<string> arguments) => Start(program, arguments, null, folder);

    static RunningProgram Start(string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? variables, string? folder = null)
    {
        ProcessStartInfo start = Command.Prepare(program, arguments, folder ?? Path.GetTempPath());
        foreach ((string name, string value) in variables ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return new(process);
    }

    /// <summary>Sends it a signal: <c>TERM</c>, <c>INT</c>.</summary>
    public async Task SignalAsync(string name) =>
        (await Command.RunAsync("kill", [$"-{name}", Id], Path.GetTempPath())).Succeeded();

    /// <summary>Kills it.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Waits for its end, and answers with all that it said.</summary>
    public async Task<Command> EndAsync()
    {
        await _process.WaitForExitAsync(Limit);
        return new(_process.ExitCode, await Output.WholeAsync(), await Talk.WholeAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _limit.Dispose();
        Assert.DoesNotMatch(Key(), await Talk.WholeAsync());
    }

    /// <summary>What a key looks like.</summary>
    [GeneratedRegex("mlk_[0-9a-f]{16}_")]
    public static partial Regex Key();
}
