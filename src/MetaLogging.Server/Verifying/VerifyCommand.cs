using System.CommandLine;
using MetaLogging.Embedded;
using MetaLogging.Embedded.Verifying;
using MetaLogging.Journaling.Notes;
using MetaLogging.Server.Commands;
using MetaLogging.Server.Output;
using MetaLogging.Server.Parsing;
using MetaLogging.Server.Proofs;
using MetaLogging.Server.Trails;
using MetaLogging.Stores;
using MetaLogging.Verifying;

namespace MetaLogging.Server.Verifying;

/// <summary><c>metalog verify</c>: verifies a data folder, without the server that it doubts and without a lock.</summary>
internal sealed class VerifyCommand : TrailCommand
{
    readonly Option<bool> _stores = new("--stores")
    {
        Description = "Compares every row of the embedded store with the journal, too: what queries show is what was recorded",
    };

    readonly Option<string?> _checkpoint = new("--checkpoint")
    {
        Description = "A checkpoint that you kept: the folder must go on from it",
        HelpName = "FILE",
    };

    readonly Option<string[]> _anchors = new("--anchor")
    {
        Description = "Files of checkpoints that were pushed elsewhere",
        HelpName = "FILE",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };

    readonly Option<string[]> _keys = new("--vkey")
    {
        Description = "The verifier keys to trust [default: those in DIR/log.vkey, which whoever can write to DIR can replace]",
        HelpName = "VKEY",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };

    readonly Option<string?> _guard = new("--guard-folder")
    {
        Description = "The folder of the signing guard [default: MetaLogging:Journal:GuardFolder, or that of this user]",
        HelpName = "DIR",
    };

    readonly Option<string?> _format = Typed.Word("--format", "[default: text]", "text", "json");

    public VerifyCommand(Surroundings surroundings)
        : base("verify", "Verifies the journal of a data folder: every byte, every entry, the tree, all checkpoints, and that what is missing was ordered.", surroundings)
    {
        Options.Add(_stores);
        Options.Add(_checkpoint);
        Options.Add(_anchors);
        Options.Add(_keys);
        Options.Add(_guard);
        Options.Add(_format);
        AddDataOption();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "metalog verify --data ./data",
        "metalog verify --stores --data ./data",
        "metalog verify --data ./data --vkey \"$(cat keys-i-kept)\" --checkpoint last-month",
    ];

    /// <inheritdoc/>
    protected override bool IsReachable => false;

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string folder = Folder(parsed);
        DataFolder.RequireJournal(folder);
        VerifierKey[] keys = [.. (parsed.GetValue(_keys) ?? []).SelectMany(Lines).Select(text => VerifierKeys.Parse("--vkey", text))];
        if (parsed.GetResult(_keys) is { Implicit: false } && keys.All(key => key.Type != NoteKeyType.Log))
        {
            throw new UsageException("--vkey is empty or holds no key of a log. Give one; the folder's own stand in DIR/log.vkey, one a line.");
        }

        VerificationSettings settings = new()
        {
            Directory = folder,
            Keys = keys.Length == 0 ? null : keys,
            Checkpoint = parsed.GetValue(_checkpoint),
            Anchors = parsed.GetValue(_anchors) ?? [],
            GuardFolder = GuardFolder(parsed.GetValue(_guard), ConfigurationOf(folder)) is { Length: > 0 } guard ? guard : null,
        };
        VerificationReport report = await ProgressBar.RunAsync(Surroundings, "entries", progress =>
            new Verification(settings, Surroundings.Time, new ShownProgress(progress)).RunAsync(cancellationToken)).ConfigureAwait(false);
        ComparedStores stores = parsed.GetValue(_stores)
            ? await CompareStoresAsync(folder, cancellationToken).ConfigureAwait(false)
            : ComparedStores.None;
        DataOutput output = new(Surroundings);
        if (parsed.GetValue(_format) == "json")
        {
            VerificationJson.Write(folder, report, stores, output);
        }
        else
        {
            VerificationText.Write(settings, report, stores, output);
        }

        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        if (stores.Problem is { } problem)
        {
            Surroundings.Say(problem);
        }

        return !report.IsWhole || !stores.IsSound ? ExitCode.No
            : stores.Problem is null ? ExitCode.Done : ExitCode.Unreachable;
    }

    /// <summary>Compares the stores; a store that can't be looked at is told behind what was found in the journal.</summary>
    async Task<ComparedStores> CompareStoresAsync(string folder, CancellationToken cancellationToken)
    {
        (bool isEmbeddedKept, IReadOnlyList<string> elsewhere) = await ConfigurationOf(folder).ChooseStoresAsync().ConfigureAwait(false);
        IStoreComparer[] comparers = isEmbeddedKept ? [new EmbeddedStoreComparer(Path.Combine(folder, "store"), new EmbeddedStoreOptions())] : [];
        try
        {
            IReadOnlyList<StoreComparison> stores = await ProgressBar.RunAsync(Surroundings, "entries", progress =>
                new StoresVerification(folder, comparers, new ShownProgress(progress)).RunAsync(cancellationToken)).ConfigureAwait(false);
            return new() { Compared = stores, NotCompared = elsewhere };
        }
        catch (StoreException e)
        {
            return new() { Problem = e.Message, NotCompared = elsewhere };
        }
    }

    static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    sealed class ShownProgress(IProgress<Amount> shown) : IProgress<VerificationProgress>, IProgress<StoreProgress>
    {
        public void Report(VerificationProgress value) => shown.Report(new("Verifying", value.Bytes, value.TotalBytes, value.Entries));

        public void Report(StoreProgress value) => shown.Report(new($"Comparing {value.Store}", value.Done, value.Total, value.Done));
    }
}
