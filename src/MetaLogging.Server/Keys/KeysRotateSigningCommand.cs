using System.CommandLine;
using MetaLogging.Server.Commands;
using MetaLogging.Server.Parsing;
using MetaLogging.Server.Trails;

namespace MetaLogging.Server.Keys;

/// <summary><c>metalog keys rotate-signing</c>: a new key signs checkpoints, and for a while the one before does, too.</summary>
internal sealed class KeysRotateSigningCommand : TrailCommand
{
    const int DefaultDays = 30;
    const int MostDays = 3660;

    readonly Option<double?> _days = Typed.Number("--overlap-days", $"How long both keys sign [default: {DefaultDays}]", "DAYS", 0, MostDays);

    public KeysRotateSigningCommand(Surroundings surroundings)
        : base("rotate-signing", "Makes a new key to sign checkpoints with. A stolen or lost key is not rotated: restore under a new origin instead.", surroundings)
    {
        Options.Add(_days);
        AddTrailOptions();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["metalog keys rotate-signing --data ./data"];

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        double days = parsed.GetValue(_days) ?? DefaultDays;
        IOpenTrail open = await OpenAsync(parsed, cancellationToken).ConfigureAwait(false);
        await using (open.ConfigureAwait(false))
        {
            string key = await open.Keys.RotateSigningAsync(days, cancellationToken).ConfigureAwait(false);
            Surroundings.Say(FormattableString.Invariant($"A new key signs now; the one before does, too, for {days} days. Give this one to all who check:"));
            Surroundings.Output.Write(System.Text.Encoding.UTF8.GetBytes(key + "\n"));
        }

        return ExitCode.Done;
    }
}
