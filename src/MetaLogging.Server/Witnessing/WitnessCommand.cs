using System.CommandLine;
using MetaLogging.Journaling.Notes;
using MetaLogging.Server.Commands;
using MetaLogging.Server.Output;
using MetaLogging.Server.Proofs;

namespace MetaLogging.Server.Witnessing;

/// <summary><c>metalog witness</c>: cosigns the checkpoints of other machines' logs, and never two histories of one.</summary>
internal sealed class WitnessCommand : ShellCommand
{
    readonly Option<string> _data = new("--data")
    {
        Description = "The folder of the witness: its key and what it cosigned. Never a copy of it, never an older one",
        HelpName = "DIR",
        Required = true,
    };

    readonly Option<string?> _name = new("--name")
    {
        Description = "The name in its key, for the first start, such as witness.example.org/w1 [default: witness.local/ and some digits]",
        HelpName = "NAME",
    };

    readonly Option<string?> _urls = new("--urls")
    {
        Description = $"Where to listen, several apart by ; [default: {WitnessSettings.DefaultUrl}, or what Kestrel:Endpoints says]",
        HelpName = "URL",
    };

    readonly Option<string[]> _logs = new("--log")
    {
        Description = "The verifier keys of the logs to witness, beside those in DIR/logs, one a line",
        HelpName = "VKEY",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };

    public WitnessCommand(Surroundings surroundings)
        : base("witness", "Runs a witness: it cosigns checkpoints of logs that it knows, if nothing before them was changed (C2SP tlog-witness).", surroundings)
    {
        Options.Add(_data);
        Options.Add(_name);
        Options.Add(_urls);
        Options.Add(_logs);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
        ["metalog witness --data ./witness --name witness.example.org/w1 --log \"$(head -n1 log.vkey)\" --urls http://0.0.0.0:8421"];

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        WitnessSettings settings = new()
        {
            Folder = Path.GetFullPath(parsed.GetValue(_data) is { Length: > 0 } data ? data : throw new UsageException("--data takes a folder.")),
            Name = parsed.GetValue(_name),
            Urls = parsed.GetValue(_urls),
            Logs = [.. (parsed.GetValue(_logs) ?? []).SelectMany(VerifierKeys.Lines).Select(line => VerifierKeys.ParseLog("--log", line))],
        };
        WitnessServer server = await WitnessServer.StartAsync(settings, Surroundings, cancellationToken).ConfigureAwait(false);
        await using (server.ConfigureAwait(false))
        {
            await TellAsync(server, settings.Folder, cancellationToken).ConfigureAwait(false);
            await server.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        return ExitCode.Done;
    }

    async Task TellAsync(WitnessServer server, string folder, CancellationToken cancellationToken)
    {
        DataOutput output = new(Surroundings);
        output.WriteLine(VisibleText.Of(server.Key.Text));
        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        foreach (string address in server.Addresses)
        {
            Surroundings.Say($"The witness {server.Key.Name} listens on {address}");
        }

        Surroundings.Say(server.LogCount > 0
            ? FormattableString.Invariant($"It knows {server.LogCount} {(server.LogCount == 1 ? "log" : "logs")}. Its key is in {Path.Combine(folder, "witness.vkey")}")
            : $"It knows no log yet, and cosigns nothing. Write verifier keys into {Path.Combine(folder, "logs")}, one a line, and start it again.");
    }
}
