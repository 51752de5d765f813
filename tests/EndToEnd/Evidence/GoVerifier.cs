using System.Text;
using Xunit;

namespace MetaLogging.EndToEnd.Evidence;

/// <summary>The verifier in Go beside this, which is built on other people's code: golang.org/x/mod/sumdb, as Debian packages it.</summary>
public sealed class GoVerifier : IAsyncLifetime
{
    const string Module = "/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog";

    readonly TemporaryFolder _folder = new();

    string Program => _folder.PathOf("verifier");

    /// <summary>Builds it, once for a class of tests; Go needs a few seconds.</summary>
    public async ValueTask InitializeAsync()
    {
        if (IsGoThere)
        {
            string build = $"GO111MODULE=off GOFLAGS= GOPATH=/usr/share/gocode GOCACHE='{_folder.PathOf("cache")}' go build -o '{Program}' .";
            (await Command.RunAsync("/bin/sh", ["-c", build], Repository.PathOf("tests", "EndToEnd", "Evidence", "verifier"))).Succeeded();
        }
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary><c>./test</c> installs Go where it may; elsewhere what needs it is skipped.</summary>
    public static void SkipUnlessThere() =>
        Assert.SkipUnless(IsGoThere, "Go or its module golang.org/x/mod is not installed (Debian: golang-go, golang-golang-x-mod-dev).");

    /// <summary>Checks a log by what is served at an address.</summary>
    internal async Task<Command> CheckAsync(Uri server, string key, string vkey, params IReadOnlyList<string> more)
    {
        // The key goes through the environment; it may not be seen in a list of processes.
        string keyFile = _folder.Write("key", key);
        StringBuilder line = new($"METALOG_KEY=$(cat '{keyFile}') exec '{Program}' -server '{server}' -vkey '{vkey}'");
        foreach (string argument in more)
        {
            line.Append(" '").Append(argument).Append('\'');
        }

        return await Command.RunAsync("/bin/sh", ["-c", line.ToString()], _folder.FullName);
    }

    static bool IsGoThere =>
        Directory.Exists(Module)
        && Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "go")));
}
