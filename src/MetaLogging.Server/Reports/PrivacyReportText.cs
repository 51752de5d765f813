using System.Globalization;
using MetaLogging.Events;
using MetaLogging.Numbers;
using MetaLogging.Server.Answers;
using MetaLogging.Server.Output;

namespace MetaLogging.Server.Reports;

/// <summary>The privacy report for people and for spreadsheets.</summary>
internal static class PrivacyReportText
{
    /// <summary>Writes the numbers and, under them, a table for each way they are split.</summary>
    public static void WriteTables(PrivacyReport report, ReportScope scope, DataOutput output)
    {
        output.WriteLine($"Privacy report, {Moment(scope.Range.Start)} to {Moment(scope.Range.End)}");
        output.WriteLine();
        new TextTable(output, ["number", "value"]).Add(
            [.. Numbers(report).Select(number => (IReadOnlyList<string>)[number.Name, Grouped(number.Events)])]);
        foreach ((string heading, IReadOnlyList<NamedCount> counts) in Splits(report).Where(split => split.Counts.Count > 0))
        {
            output.WriteLine();
            new TextTable(output, [heading, "events"]).Add(
                [.. counts.Select(count => (IReadOnlyList<string>)[VisibleText.Of(count.Name), Grouped(count.Events)])]);
        }

        if (report.HighRiskEvents.Count > 0)
        {
            output.WriteLine();
            output.WriteLine("high_risk_events");
            new TableAnswer<AuditEvent>(output, EventColumns.AuditEvents.Chosen).Add(report.HighRiskEvents);
        }
    }

    /// <summary>Writes every number in one row: the section, the name in it, the value.</summary>
    public static void WriteCsv(PrivacyReport report, DataOutput output)
    {
        Csv.WriteRow(output, ["section", "name", "value"]);
        foreach (NamedCount number in Numbers(report))
        {
            Csv.WriteRow(output, ["report", number.Name, number.Events]);
        }

        foreach ((string heading, IReadOnlyList<NamedCount> counts) in Splits(report))
        {
            foreach (NamedCount count in counts)
            {
                Csv.WriteRow(output, [heading, count.Name, count.Events]);
            }
        }

        foreach (Recorded<AuditEvent> item in report.HighRiskEvents)
        {
            Csv.WriteRow(output, ["high_risk_events", item.Id.ToString(), item.Event.Action]);
        }
    }

    static IEnumerable<NamedCount> Numbers(PrivacyReport report) =>
    [
        new("period_days", report.PeriodDays),
        new("privacy_events", report.PrivacyEvents),
        new("users_affected", report.UsersAffected),
        new("high_risk_operations", report.HighRiskOperations),
        new("total_events", report.TotalEvents),
        new("own_events", report.OwnEvents),
    ];

    // The categories of by_category are those of data_categories_accessed.
    static IEnumerable<(string Heading, IReadOnlyList<NamedCount> Counts)> Splits(PrivacyReport report) =>
        [("by_category", report.ByCategory), ("by_action", report.ByAction), ("by_actor", report.ByActor), ("by_day", report.ByDay)];

    static string Grouped(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    static string Moment(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
