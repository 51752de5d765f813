using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MetaLogging.InfluxDb.Tests.Support;

/// <summary>InfluxDB's own parsers of line protocol and of predicates, as Debian packages them: a program in Go, built when it is needed first.</summary>
public sealed class GoParser : IAsyncLifetime
{
    const string Packages = "/usr/share/gocode/src/github.com/influxdata";

    static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    readonly string _folder = Path.Combine(AppContext.BaseDirectory, "go");
    Process? _program;

    public async ValueTask InitializeAsync()
    {
        Assert.True(
            Directory.Exists($"{Packages}/influxdb/models") && Directory.Exists($"{Packages}/influxql"),
            "The Go packages of InfluxDB are not installed. ./test does so; by hand: apt-get install golang-go golang-github-influxdb-influxdb-dev golang-github-influxdata-influxql-dev");
        ProcessStartInfo build = new("go", ["build", "-o", Path.Combine(_folder, "points"), "."])
        {
            WorkingDirectory = NodePackages.Script("points"),
            RedirectStandardError = true,
            Environment = { ["GO111MODULE"] = "off", ["GOFLAGS"] = "", ["GOPATH"] = "/usr/share/gocode", ["GOCACHE"] = Path.Combine(_folder, "cache") },
        };
        using (Process go = Process.Start(build)!)
        {
            string errors = await go.StandardError.ReadToEndAsync().WaitAsync(Longest);
            await go.WaitForExitAsync();
            Assert.True(go.ExitCode == 0, errors);
        }

        _program = Process.Start(new ProcessStartInfo(Path.Combine(_folder, "points")) { RedirectStandardInput = true, RedirectStandardOutput = true });
    }

    /// <summary>The points of some lines: measurement, tags, fields, time, line.</summary>
    internal async Task<JsonArray> ParsePointsAsync(string lines) => (await AskAsync(new { lines }))["points"]?.AsArray() ?? [];

    /// <summary>The comparisons of a predicate, each as tag, operator and value.</summary>
    internal async Task<string[]> ParsePredicateAsync(string predicate) =>
        [.. (await AskAsync(new { predicate }))["conditions"]!.AsArray().Select(condition => string.Join(" ", condition!.AsArray().Select(part => (string)part!)))];

    public async ValueTask DisposeAsync()
    {
        if (_program is { } program)
        {
            program.StandardInput.Close();
            program.Kill();
            await program.WaitForExitAsync();
            program.Dispose();
        }
    }

    async Task<JsonObject> AskAsync(object question)
    {
        await _program!.StandardInput.WriteLineAsync(JsonSerializer.Serialize(question));
        string? line = await _program.StandardOutput.ReadLineAsync().WaitAsync(Longest);
        Assert.NotNull(line);
        JsonObject answer = JsonNode.Parse(line)!.AsObject();
        Assert.Equal("", (string?)answer["error"]);
        return answer;
    }
}
