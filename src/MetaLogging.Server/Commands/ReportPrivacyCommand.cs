using System.CommandLine;
using MetaLogging.Numbers;
using MetaLogging.Remote;
using MetaLogging.Server.Output;
using MetaLogging.Server.Parsing;
using MetaLogging.Server.Reports;
using MetaLogging.Server.Trails;

namespace MetaLogging.Server.Commands;

/// <summary><c>metalog report privacy</c>: who touched personal data.</summary>
internal sealed class ReportPrivacyCommand : TrailCommand
{
    const int DefaultDays = 30;

    readonly Option<long?> _days = Typed.WholeNumber("--days", $"The last N × 24 hours [default: {DefaultDays}]", 1, 36600);
    readonly Option<DateTimeOffset?> _start = Typed.Moment("--start-time", "The earliest time, inclusive, instead of --days");
    readonly Option<DateTimeOffset?> _end = Typed.Moment("--end-time", "The latest time, exclusive [default: now]");
    readonly Option<TimeZoneInfo?> _zone = Typed.Zone("--tz", "The zone whose days by_day counts [default: UTC]");
    readonly Option<string?> _tenant = new("--tenant-id") { Description = "Only of this tenant", HelpName = "VALUE" };
    readonly Option<string?> _format = Typed.Word("--format", "[default: table]", "table", "json", "csv");
    readonly Option<string?> _out = new("--out")
    {
        Description = "Write the report to a file instead of standard output",
        HelpName = "FILE",
    };

    public ReportPrivacyCommand(Surroundings surroundings)
        : base("privacy", "Reports who touched personal data.", surroundings)
    {
        foreach (Option option in (IEnumerable<Option>)[_days, _start, _end, _zone, _tenant, _format, _out])
        {
            Options.Add(option);
        }

        AddTrailOptions();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "metalog report privacy --days 90 --data ./data",
        "metalog report privacy --start-time 2026-01-01T00:00:00Z --end-time 2026-04-01T00:00:00Z --format csv --out q1.csv --data ./data",
    ];

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        TimeRange range = ReadRange(parsed);
        ReportScope scope;
        PrivacyReport report;
        IOpenTrail open = await OpenToAskAsync(parsed, cancellationToken).ConfigureAwait(false);
        await using (open.ConfigureAwait(false))
        {
            scope = open.Scope(range) with { TenantId = parsed.GetValue(_tenant), TimeZone = parsed.GetValue(_zone) ?? TimeZoneInfo.Utc };
            report = await open.Trail.ReportPrivacyAsync(scope, cancellationToken).ConfigureAwait(false);
            await TellReadAsync(open, "report", AskedFilters.Of(QueryParameters.Of(scope)), report.HighRiskEvents.Count).ConfigureAwait(false);
        }

        if (parsed.GetValue(_out) is { } file)
        {
            await WriteFileAsync(Path.GetFullPath(file), parsed.GetValue(_format), report, scope, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await WriteAsync(Surroundings, parsed.GetValue(_format), report, scope, cancellationToken).ConfigureAwait(false);
        }

        SayLag(report.LagSeconds);
        return ExitCode.Done;
    }

    TimeRange ReadRange(ParseResult parsed)
    {
        (long? days, DateTimeOffset? start, DateTimeOffset? end) = (parsed.GetValue(_days), parsed.GetValue(_start), parsed.GetValue(_end));
        if (start is null && end is null)
        {
            return TimeRange.Last(TimeSpan.FromDays(days ?? DefaultDays), Surroundings.Time);
        }

        if (days is not null)
        {
            throw new UsageException("--days and --start-time or --end-time contradict each other. Give the days or the times.");
        }

        if (start is null)
        {
            throw new UsageException("--end-time needs a --start-time.");
        }

        TimeRange range = new(start.Value, end ?? Surroundings.Time.GetUtcNow().AddTicks(1));
        return range.Start > range.End ? throw new UsageException($"--start-time is after {(end is null ? "now" : "--end-time")}.") : range;
    }

    static async Task WriteAsync(
        Surroundings surroundings, string? format, PrivacyReport report, ReportScope scope, CancellationToken cancellationToken)
    {
        DataOutput output = new(surroundings);
        switch (format)
        {
            case "json":
                output.WriteJson(ReportJson.ToUtf8(report));
                output.WriteLine();
                break;
            case "csv":
                PrivacyReportText.WriteCsv(report, output);
                break;
            default:
                PrivacyReportText.WriteTables(report, scope, output);
                break;
        }

        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    async Task WriteFileAsync(string path, string? format, PrivacyReport report, ReportScope scope, CancellationToken cancellationToken)
    {
        try
        {
            FileStream file = File.Create(path);
            await using (file.ConfigureAwait(false))
            {
                Surroundings toFile = Surroundings with { Output = file, OutputWidth = null };
                await WriteAsync(toFile, format, report, scope, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The report can't be written to {path}: {failure.Message}", failure);
        }

        Surroundings.Say($"The report is in {path}.");
    }
}
