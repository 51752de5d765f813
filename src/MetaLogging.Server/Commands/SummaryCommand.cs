using System.CommandLine;
using System.Globalization;
using MetaLogging.Numbers;
using MetaLogging.Server.Output;
using MetaLogging.Server.Parsing;
using MetaLogging.Server.Trails;

namespace MetaLogging.Server.Commands;

/// <summary><c>metalog summary</c>: how much happened in the last hours.</summary>
internal sealed class SummaryCommand : TrailCommand
{
    const double MostHours = 1e6;

    readonly Option<double?> _hours = Typed.Number("--hours", "How many hours back from now [default: 24]", "N", 0, MostHours);
    readonly Option<string?> _tenant = new("--tenant-id") { Description = "Only of this tenant", HelpName = "VALUE" };
    readonly Option<string?> _format = Typed.Word("--format", "[default: table]", "table", "json");

    public SummaryCommand(Surroundings surroundings)
        : base("summary", "Counts the events of the last hours.", surroundings)
    {
        Options.Add(_hours);
        Options.Add(_tenant);
        Options.Add(_format);
        AddTrailOptions();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
        ["metalog summary --hours 168 --data ./data", "metalog summary --format json --data ./data"];

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        AuditSummary summary;
        IOpenTrail open = await OpenToAskAsync(parsed, cancellationToken).ConfigureAwait(false);
        await using (open.ConfigureAwait(false))
        {
            summary = await open.Trail.SummarizeAsync(
                parsed.GetValue(_hours) ?? 24, parsed.GetValue(_tenant), cancellationToken).ConfigureAwait(false);
            await TellReadAsync(open, "summary", new() { ["hours"] = summary.Hours, ["tenant_id"] = parsed.GetValue(_tenant) }, 0).ConfigureAwait(false);
        }

        DataOutput output = new(Surroundings);
        if (parsed.GetValue(_format) == "json")
        {
            output.WriteJson(SummaryJson.ToUtf8(summary));
            output.WriteLine();
        }
        else
        {
            WriteTable(summary, output);
        }

        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        SayLag(summary.LagSeconds);
        return summary.Counts is null ? ExitCode.Unreachable : ExitCode.Done;
    }

    static void WriteTable(AuditSummary summary, DataOutput output)
    {
        static string Count(long? count) => count?.ToString("N0", CultureInfo.InvariantCulture) ?? "not known";
        EventCounts? counts = summary.Counts;
        new TextTable(output, [FormattableString.Invariant($"last {summary.Hours} h"), "events"]).Add(
        [
            ["audit events", Count(counts?.AuditEvents)],
            ["failed logins", Count(counts?.FailedLogins)],
            ["privacy events", Count(counts?.PrivacyEvents)],
            ["system events", Count(counts?.SystemEvents)],
            ["own events", Count(counts?.OwnEvents)],
            ["status", VisibleText.Of(summary.Status)],
        ]);
    }
}
