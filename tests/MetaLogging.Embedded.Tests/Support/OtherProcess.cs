using System.Diagnostics;

namespace MetaLogging.Embedded.Tests.Support;

/// <summary>This program once more, as another process that has a store open until it is disposed.</summary>
internal sealed class OtherProcess : IDisposable
{
    const string Variable = "METALOG_EMBEDDED_TEST_CHILD";

    readonly Process _process;

    OtherProcess(Process process) => _process = process;

    /// <summary>Whether this process is such a one.</summary>
    public static bool IsAsked => Environment.GetEnvironmentVariable(Variable) is not null;

    /// <summary>Starts one and waits until it has the store of a folder open.</summary>
    public static async Task<OtherProcess> HoldAsync(string store)
    {
        string[] command = [Environment.ProcessPath!, .. Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal)
            ? [typeof(OtherProcess).Assembly.Location] : Array.Empty<string>()];
        ProcessStartInfo start = new(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment[Variable] = store;
        OtherProcess other = new(Process.Start(start)!);
        Assert.Equal("held", await other._process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        return other;
    }

    /// <summary>Holds the store until the input ends; answers the exit code.</summary>
    public static async Task<int> RunAsync()
    {
        string store = Environment.GetEnvironmentVariable(Variable)!;
        await using EmbeddedStore open = new(store, new EmbeddedStoreOptions { MemoryLimit = 64 << 20, Threads = 1 }, TimeProvider.System);
        await open.OpenAsync(Trail.Origin, CancellationToken.None);
        Console.WriteLine("held");
        await Console.In.ReadToEndAsync();
        return 0;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
