using System.CommandLine;
using System.Text.Json.Nodes;
using MetaLogging.Events;
using MetaLogging.Exports;
using MetaLogging.Journaling.Merkle;
using MetaLogging.Queries;
using MetaLogging.Server.Commands;
using MetaLogging.Server.Output;
using MetaLogging.Server.Trails;
using MetaLogging.Stores;

namespace MetaLogging.Server.Exports;

/// <summary><c>metalog export</c>: writes events with their proofs into an archive that an auditor checks without us.</summary>
internal sealed class ExportCommand : TrailCommand
{
    readonly ExportFilters _filters = new();

    readonly Option<string?> _out = new("--out") { Description = "The archive that is written", HelpName = "FILE.zip", Required = true };
    readonly Option<bool> _overwrite = new("--overwrite") { Description = "Replace the file where it is there already" };

    public ExportCommand(Surroundings surroundings)
        : base("export", "Writes events with their proofs into an archive, for an auditor who checks it without this log. A filter given again means or.", surroundings)
    {
        foreach (Option option in _filters.Options)
        {
            Options.Add(option);
        }

        Options.Add(_out);
        Options.Add(_overwrite);
        AddTrailOptions();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "metalog export --start-time 2026-01-01T00:00:00Z --end-time 2026-04-01T00:00:00Z --out first-quarter.zip --data ./data",
        "metalog export --user-id user123 --kind audit-events --out user123.zip --server https://audit.example",
    ];

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        ExportQuestions questions = _filters.Read(parsed);
        bool overwrites = parsed.GetValue(_overwrite);
        string path = PlaceOf(parsed.GetValue(_out) ?? "", overwrites);
        IOpenTrail open = await OpenToAskAsync(parsed, cancellationToken).ConfigureAwait(false);
        await using (open.ConfigureAwait(false))
        {
            try
            {
                List<Match> matches = await SelectAsync(open, questions, cancellationToken).ConfigureAwait(false);
                if (matches.Count == 0)
                {
                    Surroundings.Say("No event matches, so there is nothing to export and nothing was written.");
                    return ExitCode.No;
                }

                ExportSummary made = await ProgressBar.RunAsync(Surroundings, "events", bar => new ExportWriting(open.Log, Surroundings.Time).WriteAsync(
                    path, overwrites ? Replacing.WhatIsThere : Replacing.Nothing, matches, questions.Filters, new Shown(bar, "Exporting", matches.Count), cancellationToken))
                    .ConfigureAwait(false);
                await TellAsync(made, path, cancellationToken).ConfigureAwait(false);
                return ExitCode.Done;
            }
            catch (NotProvenException refused)
            {
                Surroundings.Say($"Nothing was written. {refused.Message}");
                return ExitCode.No;
            }
        }
    }

    /// <summary>Looks before anything is asked whether the archive can go there.</summary>
    static string PlaceOf(string typed, bool overwrites)
    {
        if (typed.Length == 0)
        {
            throw new UsageException("--out is empty. Name the archive: --out FILE.zip");
        }

        string path = Path.GetFullPath(typed);
        if (Directory.Exists(path))
        {
            throw new UsageException($"{path} is a folder, and --out takes a file.");
        }

        if (!overwrites && File.Exists(path))
        {
            throw new UsageException($"{path} is there already. Name another file, or give --overwrite.");
        }

        return Directory.Exists(Path.GetDirectoryName(path))
            ? path
            : throw new IOException($"There is no folder {Path.GetDirectoryName(path)}.");
    }

    async Task<List<Match>> SelectAsync(IOpenTrail open, ExportQuestions questions, CancellationToken cancellationToken)
    {
        List<Match> matches = [];
        IAuditTrail trail = open.Trail;
        if (questions.AuditEvents is { } audit)
        {
            await AddAsync("audit-events", cursor => trail.QueryAsync(audit with { Cursor = cursor }, cancellationToken)).ConfigureAwait(false);
        }

        if (questions.FailedLogins is { } logins)
        {
            await AddAsync("failed-logins", cursor => trail.QueryAsync(logins with { Cursor = cursor }, cancellationToken)).ConfigureAwait(false);
        }

        if (questions.SystemEvents is { } system)
        {
            await AddAsync("system-events", cursor => trail.QueryAsync(system with { Cursor = cursor }, cancellationToken)).ConfigureAwait(false);
        }

        matches.Sort((one, other) => one.Sequence.CompareTo(other.Sequence));
        return matches;

        async Task AddAsync<T>(string kind, Func<string?, Task<Page<T>>> ask)
            where T : TrailEvent
        {
            int before = matches.Count;
            string? cursor = null;
            try
            {
                do
                {
                    Page<T> page = await ask(cursor).ConfigureAwait(false);
                    matches.AddRange(page.Items.Select(Match.Of));
                    cursor = page.LagSeconds is { } lag
                        ? throw new StoreException(FormattableString.Invariant($"The store is {lag:0.#} s behind, and events would be missing from the export. Try again later."))
                        : page.NextCursor;
                }
                while (cursor is not null);
            }
            finally
            {
                JsonObject filters = (JsonObject)questions.Filters.DeepClone();
                filters.Remove("kind");
                await TellReadAsync(open, kind, filters, matches.Count - before).ConfigureAwait(false);
            }
        }
    }

    async Task TellAsync(ExportSummary made, string path, CancellationToken cancellationToken)
    {
        DataOutput output = new(Surroundings);
        string events = made.Events == 1 ? "1 event" : FormattableString.Invariant($"{made.Events} events");
        string erased = made.Erased == 0 ? "" : FormattableString.Invariant($" Of {made.Erased} of them parts are erased; they stay so.");
        output.WriteLine(VisibleText.Of(FormattableString.Invariant(
            $"Exported {events} of the log {made.Origin}, proven in its tree of {made.Size} entries, to {path}.{erased}")));
        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
    }
}
