using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace MetaLogging.EndToEnd;

/// <summary>A command that was run to its end.</summary>
internal sealed record Command(int ExitCode, string Output, string Talk)
{
    static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    /// <summary>Runs the program with these arguments, from a folder that is not the repository's.</summary>
    public static Task<Command> MetaLogAsync(params IReadOnlyList<string> arguments) =>
        RunAsync(Repository.Program, arguments, Path.GetTempPath());

    /// <summary>
    /// Runs the program so that the bits of a file's mode count even for root: without the capabilities to pass them by.
    /// </summary>
    public static Task<Command> MetaLogWithoutOverrideAsync(params IReadOnlyList<string> arguments)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return MetaLogAsync(arguments);
        }

        const string Without = "--bounding-set=-dac_override,-dac_read_search";
        return RunAsync("setpriv", [Without, "--inh-caps=-all", Repository.Program, .. arguments], Path.GetTempPath());
    }

    /// <summary>What the person who runs the tests has set up for metalog, or for servers, is not what is tested.</summary>
    public static void ForgetVariables(ProcessStartInfo start)
    {
        string[] foreign = ["METALOG", "OTEL_", "ASPNETCORE_", "DOTNET_ENVIRONMENT", "KESTREL__", "URLS"];
        foreach (string name in start.Environment.Keys.Where(k => foreign.Any(f => k.StartsWith(f, StringComparison.OrdinalIgnoreCase))).ToList())
        {
            start.Environment.Remove(name);
        }
    }

    /// <summary>How a program is started: with a clean environment, and all that it prints caught.</summary>
    public static ProcessStartInfo Prepare(string program, IReadOnlyList<string> arguments, string folder)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        ForgetVariables(start);
        return start;
    }

    public static async Task<Command> RunAsync(string program, IReadOnlyList<string> arguments, string folder)
    {
        ProcessStartInfo start = Prepare(program, arguments, folder);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Longest);
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
            Task<string> talk = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new(process.ExitCode, await output, await talk);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>The same command, when it ended well; otherwise the test fails with all that it said.</summary>
    public Command Succeeded()
    {
        Assert.True(ExitCode == 0, Describe(0));
        return this;
    }

    /// <summary>The same command, when it ended with this exit code and no stack trace.</summary>
    public Command Failed(int exitCode)
    {
        Assert.True(ExitCode == exitCode, Describe(exitCode));
        Assert.DoesNotContain("   at ", Talk, StringComparison.Ordinal);
        return this;
    }

    string Describe(int expected) =>
        string.Create(CultureInfo.InvariantCulture, $"Exit code {ExitCode} instead of {expected}.\n{Output}\n{Talk}");
}
