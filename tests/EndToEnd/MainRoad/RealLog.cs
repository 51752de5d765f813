using System.Text.Json.Nodes;
using Xunit;

namespace MetaLogging.EndToEnd.MainRoad;

/// <summary>The auth.log of one server with an attack in it, imported once by the built program.</summary>
public sealed class RealLog : IAsyncLifetime
{
    readonly TemporaryFolder _folder = new();

    internal static string File { get; } = Path.Combine(Repository.SharedData, "ssh", "elastic_suspicious_login_auth.log");

    /// <summary>Which attempts and logins stand in it, by another reader than ours; one a line.</summary>
    internal static string Labels { get; } = Path.Combine(Repository.SharedData, "ssh", "elastic_labels.csv");

    internal string Data => _folder.PathOf("data");

    internal Command? FirstImport { get; private set; }

    public async ValueTask InitializeAsync()
    {
        if (System.IO.File.Exists(File))
        {
            FirstImport = await ImportAsync(File);
        }
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    internal Task<Command> ImportAsync(string file) =>
        Command.MetaLogAsync("import", file, "--format", "sshd", "--year", "2017", "--data", Data);

    internal async Task<IReadOnlyList<JsonObject>> QueryAsync(string kind, params string[] filters)
    {
        Command query = await Command.MetaLogAsync(["query", kind, .. filters, "--all", "--format", "ndjson", "--data", Data]);
        return JsonLines.Parse(query.Succeeded().Output);
    }

    /// <summary>The rows of the labels with this outcome.</summary>
    internal static IReadOnlyList<Attempt> ReadLabels(string outcome)
    {
        string[] lines = System.IO.File.ReadAllLines(Labels);
        string[] header = lines[0].Split(',');
        int Column(string name) => Array.IndexOf(header, name);
        return
        [
            .. lines.Skip(1).Select(l => l.Split(',')).Where(c => c[Column("outcome")] == outcome)
                .Select(c => new Attempt("2017-" + c[Column("time")] + "Z", c[Column("ip")], c[Column("user")])),
        ];
    }

    internal static void SkipUnlessThere() => Assert.SkipUnless(System.IO.File.Exists(File), $"The log is not there: {File}");
}

internal sealed record Attempt(string Time, string Address, string User);
