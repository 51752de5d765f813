using System.CommandLine;
using MetaLogging.Server.Output;
using MetaLogging.Server.Trails;
using MetaLogging.Stores;

namespace MetaLogging.Server.Commands;

/// <summary><c>metalog rebuild</c>: throws a store away and builds it again from the journal.</summary>
internal sealed class RebuildCommand : TrailCommand
{
    readonly Option<string?> _store = new("--store") { Description = "The store [default: all of them]", HelpName = "NAME" };

    public RebuildCommand(Surroundings surroundings)
        : base("rebuild", "Throws a store away and builds it again from the journal. Nothing is lost: a store is a view.", surroundings)
    {
        Options.Add(_store);
        AddFolderOptions();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["metalog rebuild --data ./data", "metalog rebuild --store influxdb --data ./data"];

    /// <inheritdoc/>
    protected override bool IsReachable => false;

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        IOpenTrail open = await OpenAsync(parsed, cancellationToken).ConfigureAwait(false);
        await using (open.ConfigureAwait(false))
        {
            string? named = parsed.GetValue(_store);
            if (named is not null && !open.Stores.Contains(named))
            {
                throw new UsageException($"There is no store '{named}'. There is: {string.Join(", ", open.Stores)}.");
            }

            foreach (string store in open.Stores.Where(store => named is null || store == named))
            {
                await RebuildAsync(open, store, cancellationToken).ConfigureAwait(false);
            }
        }

        return ExitCode.Done;
    }

    async Task RebuildAsync(IOpenTrail open, string store, CancellationToken cancellationToken)
    {
        long entries = await ProgressBar.RunAsync(Surroundings, "entries", async progress =>
        {
            LastProgress last = new(progress, store);
            await open.RebuildAsync(store, last, cancellationToken).ConfigureAwait(false);
            return last.Total;
        }).ConfigureAwait(false);
        Surroundings.Say(FormattableString.Invariant($"The store {store} is built again from the journal, {entries:N0} entries."));

        IReadOnlyList<SetAside> aside = await open.ReadSetAsideAsync(store, cancellationToken).ConfigureAwait(false);
        if (aside.Count > 0)
        {
            Surroundings.Say(FormattableString.Invariant(
                $"It set {aside.Sum(range => range.EndSequence - range.FirstSequence):N0} entries aside. metalog doctor names them."));
        }
    }

    sealed class LastProgress(IProgress<Amount> shown, string store) : IProgress<RebuildProgress>
    {
        public long Total { get; private set; }

        public void Report(RebuildProgress value)
        {
            Total = value.Total;
            shown.Report(new($"Rebuilding {store}", value.Done, value.Total, value.Done));
        }
    }
}
