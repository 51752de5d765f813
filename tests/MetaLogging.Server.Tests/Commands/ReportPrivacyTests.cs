using System.Text.Json.Nodes;
using MetaLogging.Events;
using MetaLogging.Numbers;
using MetaLogging.Server.Tests.Support;

namespace MetaLogging.Server.Tests.Commands;

public sealed class ReportPrivacyTests : IDisposable
{
    readonly Shell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task Json_is_as_the_contract_has_it()
    {
        Assert.Equal(0, await _shell.RunAsync("report", "privacy", "--format", "json"));
        Assert.Equal(
            """{"success":true,"report":{"period_days":30,"privacy_events":3,"data_categories_accessed":["contact","health"]"""
            + ""","users_affected":2,"high_risk_operations":1,"high_risk_events":[],"total_events":4000,"own_events":5"""
            + ""","by_category":{"health":2,"contact":1},"by_action":{"user.read":3}"""
            + ""","by_actor":{"u2":2,"u1":1},"by_day":{"2026-02-27":1,"2026-02-28":2}}}""" + "\n",
            _shell.Output);
    }

    [Fact]
    public async Task Events_of_high_risk_are_items()
    {
        Recorded<AuditEvent> Event(long sequence) => Some.Recorded(Some.AuditEvent(), sequence).As<AuditEvent>();
        _shell.Trail.Report = Some.Report with { HighRiskEvents = [Event(12), Event(13)] };
        await _shell.RunAsync("report", "privacy", "--format", "json");
        Assert.Equal(
            [12, 13], JsonNode.Parse(_shell.Output)!["report"]!["high_risk_events"]!.AsArray().Select(item => (int)item!["sequence"]!));
    }

    [Fact]
    public async Task The_days_are_the_last_whole_ones_up_to_now()
    {
        await _shell.RunAsync("report", "privacy", "--days", "7", "--tenant-id", "t", "--tz", "Europe/Berlin");
        ReportScope scope = Assert.Single(_shell.Trail.Scopes);
        Assert.Equal(TimeRange.Last(TimeSpan.FromDays(7), _shell.Time), scope.Range);
        Assert.Equal(("t", "Europe/Berlin"), (scope.TenantId, scope.TimeZone.Id));
    }

    [Fact]
    public async Task Times_take_the_place_of_days()
    {
        await _shell.RunAsync("report", "privacy", "--start-time", "2026-01-01T00:00:00Z", "--end-time", "2026-02-01T00:00:00Z");
        TimeRange january = new(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new(2026, 2, 1, 0, 0, 0, TimeSpan.Zero));
        Assert.Equal(january, Assert.Single(_shell.Trail.Scopes).Range);
    }

    [Fact]
    public async Task A_start_alone_reaches_until_now()
    {
        await _shell.RunAsync("report", "privacy", "--start-time", "2026-01-01T00:00:00Z");
        Assert.Equal(Some.Now.AddTicks(1), Assert.Single(_shell.Trail.Scopes).Range.End);
    }

    [Fact]
    public async Task Csv_has_a_number_a_row()
    {
        _shell.Trail.Report = Some.Report with { ByActor = [new("=cmd()", 2)] };
        await _shell.RunAsync("report", "privacy", "--format", "csv");
        Assert.Equal(
            """
            section,name,value
            report,period_days,30
            report,privacy_events,3
            report,users_affected,2
            report,high_risk_operations,1
            report,total_events,4000
            report,own_events,5
            by_category,health,2
            by_category,contact,1
            by_action,user.read,3
            by_actor,'=cmd(),2
            by_day,2026-02-27,1
            by_day,2026-02-28,2

            """,
            _shell.Output.Replace("\r\n", "\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_table_shows_the_numbers_and_their_splits()
    {
        await _shell.RunAsync("report", "privacy");
        Assert.Contains("Privacy report, 2026-01-30T12:00:00Z to 2026-03-01T12:00:00Z\n", _shell.Output, StringComparison.Ordinal);
        Assert.Contains("total_events          4,000\n", _shell.Output, StringComparison.Ordinal);
        Assert.Contains("by_day      events\n2026-02-27  1\n2026-02-28  2\n", _shell.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_takes_the_report_instead_of_standard_output()
    {
        _shell.Width = 80;
        string file = Path.Combine(_shell.Folder, "report.json");
        Assert.Equal(0, await _shell.RunAsync("report", "privacy", "--format", "json", "--out", file));
        Assert.Equal("", _shell.Output);
        Assert.StartsWith(
            """{"success":true,""", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains(file, _shell.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_3_and_named()
    {
        string file = Path.Combine(_shell.Folder, "no", "such", "folder.json");
        Assert.Equal(3, await _shell.RunAsync("report", "privacy", "--out", file));
        Assert.Contains(file, _shell.Talk, StringComparison.Ordinal);
    }
}
