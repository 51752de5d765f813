using System.CommandLine;
using System.Globalization;
using System.Text;
using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.Journaling;
using MetaLogging.Journaling.Merkle;
using MetaLogging.Journaling.Proofs;
using MetaLogging.Proving;
using MetaLogging.Server.Commands;
using MetaLogging.Server.Output;
using MetaLogging.Server.Trails;

namespace MetaLogging.Server.Proofs;

/// <summary><c>metalog prove</c>: writes the proof of one entry, to be checked without us.</summary>
internal sealed class ProveCommand : TrailCommand
{
    readonly Argument<string> _sequence = new("SEQUENCE") { Description = "The entry's sequence, as query shows it" };

    readonly Option<string?> _detail = new("--detail")
    {
        Description = "Show the entry's detail, too, or these parts of it: actor, client, subject, content",
        HelpName = "PARTS",
        Arity = ArgumentArity.ZeroOrOne,
    };

    readonly Option<bool> _cosigned = new("--cosigned") { Description = "Also the witnesses' signatures, whose keys have to be given to verify-proof, too" };

    public ProveCommand(Surroundings surroundings)
        : base("prove", "Writes the proof that an entry is in the log, to be checked without this program and without the folder.", surroundings)
    {
        Arguments.Add(_sequence);
        Options.Add(_detail);
        Options.Add(_cosigned);
        AddDataOption();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "metalog prove 5 --data ./data > entry-5.tlog-proof",
        "metalog prove 5 --detail=actor,client --data ./data > entry-5.tlog-proof",
    ];

    /// <inheritdoc/>
    protected override bool IsReachable => false;

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string typed = parsed.GetRequiredValue(_sequence);
        if (!long.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out long sequence))
        {
            throw new UsageException($"'{VisibleText.Of(typed)}' is not a sequence: a whole number from 0 on, as query shows it.");
        }

        EntryParts? parts = Parts(parsed);
        string folder = Folder(parsed);
        DataFolder.RequireJournal(folder);
        try
        {
            TlogProof proof = ProofMaking.Make(folder, sequence, parts, parsed.GetValue(_cosigned));
            DataOutput output = new(Surroundings);
            output.Write(proof.ToString());
            await output.FlushAsync(cancellationToken).ConfigureAwait(false);
            return ExitCode.Done;
        }
        catch (Exception e) when (e is NotProvenException or DamagedEntriesException or SequenceDroppedException)
        {
            Surroundings.Say(e.Message);
            return ExitCode.No;
        }
    }

    /// <summary>The parts to show; null where the detail is left out.</summary>
    EntryParts? Parts(ParseResult parsed)
    {
        if (parsed.GetResult(_detail) is null)
        {
            return null;
        }

        if (parsed.GetValue(_detail) is not { Length: > 0 } names)
        {
            return EntryParts.All;
        }

        EntryParts parts = EntryParts.None;
        foreach (string name in names.Split(',', StringSplitOptions.TrimEntries))
        {
            int part = PartNames.Index(Encoding.UTF8.GetBytes(name));
            parts |= part >= 0
                ? (EntryParts)(1 << part)
                : throw new UsageException($"--detail takes parts of the detail, with commas between them: {string.Join(", ", PartNames.Of(EntryParts.All))}.");
        }

        return parts;
    }
}
