using System.CommandLine;
using MetaLogging.Server.Commands;

namespace MetaLogging.Server.Serving;

/// <summary><c>metalog serve</c>: the trail of a folder, over HTTP.</summary>
internal sealed class ServeCommand : TrailCommand
{
    readonly Option<string?> _urls = new("--urls")
    {
        Description = $"Where to listen, several apart by ; [default: {ServerSettings.DefaultUrl}, or what Kestrel:Endpoints says]",
        HelpName = "URL",
    };

    readonly Option<string?> _metricsUrls = new("--metrics-urls")
    {
        Description = "Where to show /metrics without a key; only that is there",
        HelpName = "URL",
    };

    readonly Option<bool> _demo = new("--demo") { Description = "Also play an office into it: its people, their typos, and a few attacks" };

    readonly Argument<string[]> _settings = new("SETTING")
    {
        Description = "Settings as in appsettings.json: MetaLogging:Debug=true",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public ServeCommand(Surroundings surroundings)
        : base("serve", "Serves the trail of a folder over HTTP: for other languages, other machines, and people with curl.", surroundings)
    {
        Options.Add(_urls);
        Options.Add(_metricsUrls);
        Options.Add(_demo);
        AddFolderOptions();
        Arguments.Add(_settings);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "metalog serve --data ./data",
        "metalog serve --data /var/lib/metalog --urls http://127.0.0.1:8420 --metrics-urls http://127.0.0.1:9420 MetaLogging:Api:QueriesPerMinute=600",
    ];

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        ServerSettings settings = new()
        {
            Folder = FolderOrNone(parsed),
            Urls = parsed.GetValue(_urls),
            MetricsUrls = parsed.GetValue(_metricsUrls),
            LockWait = Wait(parsed),
            PlaysDemo = parsed.GetValue(_demo),
            Others = [.. (parsed.GetValue(_settings) ?? []).Select(ServerSettings.Read)],
        };
        await new TrailServer(settings, Surroundings).RunAsync(cancellationToken).ConfigureAwait(false);
        return ExitCode.Done;
    }
}
