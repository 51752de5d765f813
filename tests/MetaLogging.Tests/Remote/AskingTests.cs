using System.Text;
using MetaLogging.Events;
using MetaLogging.Numbers;
using MetaLogging.Queries;
using MetaLogging.Remote;
using MetaLogging.Stores;
using MetaLogging.Tests.Support;
using Xunit;
using static MetaLogging.Tests.Remote.RemoteCall;

namespace MetaLogging.Tests.Remote;

public sealed class AskingTests
{
    [Fact]
    public async Task A_page_comes_with_its_cursor_total_and_lag()
    {
        Recorded<TrailEvent>[] items = [Item(Some.AuditEvent()), Item(Some.AuditEvent() with { Action = "metalog.start" })];
        await using var server = new LittleServer(
            Reply.Json(200, $$"""{"items":[{{string.Join(',', items.Select(Line))}}],"next_cursor":"abc","total":12,"lag_seconds":1.5,"mood":[]}"""));
        await using RemoteAuditTrail trail = Once(server);
        Page<AuditEvent> page = await trail.QueryAsync(new AuditEventQuery { Own = true, IncludeTotal = true, Limit = 2 }, Cancel);

        Assert.Equal(items.Select(item => item.Id), page.Items.Select(item => item.Id));
        Assert.Equal([false, true], page.Items.Select(item => item.IsOwn));
        Assert.Equal(("abc", 12, 1.5), (page.NextCursor, page.Total, page.LagSeconds));
        Asked asked = Assert.Single(server.Asked);
        Assert.Equal(("GET", "/api/v1/audit-events?own=true&limit=2&include_total=true"), (asked.Method, asked.Target));
        Assert.Equal("Bearer " + Key, asked.Headers["Authorization"]);
    }

    [Fact]
    public async Task Each_kind_has_its_route()
    {
        await using var server = new LittleServer(
            Reply.Json(200, $$"""{"items":[{{Line(Item(Some.FailedLogin()))}}]}"""), Reply.Json(200, $$"""{"items":[{{Line(Item(Some.SystemEvent()))}}]}"""));
        await using RemoteAuditTrail trail = Once(server);

        Assert.Equal("root", (await trail.QueryAsync(new FailedLoginQuery { MinRiskScore = 0.5 }, Cancel)).Items[0].Event.Username);
        Assert.Equal(EventLevel.Error, (await trail.QueryAsync(new SystemEventQuery { Level = EventLevel.Error }, Cancel)).Items[0].Event.Level);
        Assert.Equal(
            ["/api/v1/failed-logins?min_risk_score=0.5&limit=100", "/api/v1/system-events?level=ERROR&limit=100"], server.Asked.Select(asked => asked.Target));
    }

    [Fact]
    public async Task A_page_of_another_kind_is_no_answer()
    {
        await using var server = new LittleServer(Reply.Json(200, $$"""{"items":[{{Line(Item(Some.FailedLogin()))}}]}"""));
        await using RemoteAuditTrail trail = Once(server);
        RemoteTrailException failure = await Assert.ThrowsAsync<RemoteTrailException>(() => trail.QueryAsync(new AuditEventQuery(), Cancel));

        Assert.Contains("in its answer kind is failed_login, which was not asked for", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_parameter_that_is_wrong_is_named_here_or_there()
    {
        await using var server = new LittleServer(Reply.Problem(400, """{"errors":{"cursor":["belongs to another query"]}}"""));
        await using RemoteAuditTrail trail = Once(server);
        InvalidQueryException there =
            await Assert.ThrowsAsync<InvalidQueryException>(() => trail.QueryAsync(new AuditEventQuery { Cursor = "x" }, Cancel));
        InvalidQueryException here = await Assert.ThrowsAsync<InvalidQueryException>(() => trail.QueryAsync(new AuditEventQuery { Limit = 0 }, Cancel));

        Assert.Equal(("cursor", "belongs to another query"), (there.Parameter, there.Problem));
        Assert.Equal("limit", here.Parameter);
        Assert.Single(server.Asked);
    }

    [Fact]
    public async Task An_event_is_found_in_each_tenant_that_has_it()
    {
        Recorded<TrailEvent>[] items = [Item(Some.AuditEvent() with { TenantId = "a" }), Item(Some.SystemEvent() with { TenantId = "b" })];
        await using var server = new LittleServer(Reply.Of(200, "application/x-ndjson", string.Concat(items.Select(item => Line(item) + "\n"))));
        await using RemoteAuditTrail trail = Once(server);
        IReadOnlyList<Recorded<TrailEvent>> found = await trail.FindAsync(Id, cancellationToken: Cancel);

        Assert.Equal(["a", "b"], found.Select(item => item.Event.TenantId));
        Assert.Equal(($"/api/v1/events/{Id}", "application/x-ndjson"), (server.Asked[0].Target, server.Asked[0].Headers["Accept"]));
        await trail.FindAsync(Id, "b", Cancel);
        Assert.Equal($"/api/v1/events/{Id}?tenant_id=b", server.Asked[1].Target);
    }

    [Fact]
    public async Task An_event_that_is_not_there_is_not_found()
    {
        await using var server = new LittleServer(Reply.Problem(404, """{"title":"Not found"}"""));
        await using RemoteAuditTrail trail = Once(server);

        Assert.Empty(await trail.FindAsync(Id, cancellationToken: Cancel));
    }

    [Fact]
    public async Task A_web_server_that_knows_no_events_does_not_say_that_there_is_none()
    {
        await using var server = new LittleServer(Reply.Of(404, "text/html", "<h1>Not found</h1>"));
        await using RemoteAuditTrail trail = Once(server);
        RemoteTrailException failure = await Assert.ThrowsAsync<RemoteTrailException>(() => trail.FindAsync(Id, cancellationToken: Cancel));

        Assert.Equal(404, failure.Status);
    }

    [Fact]
    public async Task A_report_is_asked_for_by_its_range_and_the_days_of_its_zone()
    {
        PrivacyReport report = new()
        {
            PeriodDays = 30,
            PrivacyEvents = 2,
            DataCategoriesAccessed = ["health"],
            UsersAffected = 1,
            HighRiskOperations = 1,
            HighRiskEvents = [Item(Some.AuditEvent()).As<AuditEvent>()],
            TotalEvents = 9,
            OwnEvents = 3,
            ByCategory = [new("health", 2)],
            ByAction = [new("delete", 1), new("read", 1)],
            ByActor = [],
            ByDay = [new("2026-10-26", 2)],
        };
        await using var server = new LittleServer(Reply.Json(200, Encoding.UTF8.GetString(ReportJson.ToUtf8(report))));
        await using RemoteAuditTrail trail = Once(server);
        DateTimeOffset start = new(2026, 10, 1, 0, 0, 0, TimeSpan.FromHours(2));
        PrivacyReport read = await trail.ReportPrivacyAsync(
            new ReportScope
            {
                Range = new(start, start.AddDays(30).AddTicks(1)),
                TenantId = "a",
                TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"),
            },
            Cancel);

        Assert.Equal(ReportJson.ToUtf8(report), ReportJson.ToUtf8(read));
        Assert.Equal(
            "/api/v1/reports/privacy?start_time=2026-09-30T22%3A00%3A00Z&end_time=2026-10-30T22%3A00%3A00.0000001Z&tenant_id=a&tz=Europe%2FBerlin",
            server.Asked[0].Target);
    }

    [Fact]
    public async Task A_report_that_can_not_be_asked_for_says_why()
    {
        await using var server = new LittleServer(Reply.Json(200, "{}"));
        await using RemoteAuditTrail trail = Once(server);
        DateTimeOffset now = DateTimeOffset.UnixEpoch;
        var mine = TimeZoneInfo.CreateCustomTimeZone("mine", TimeSpan.FromHours(1), "mine", "mine");
        ReportScope zone = new() { Range = new(now, now), TimeZone = mine };
        ReportScope range = new() { Range = new(now.AddTicks(1), now) };

        Assert.Equal("tz", (await Assert.ThrowsAsync<InvalidQueryException>(() => trail.ReportPrivacyAsync(zone, Cancel))).Parameter);
        Assert.Equal("start_time", (await Assert.ThrowsAsync<InvalidQueryException>(() => trail.ReportPrivacyAsync(range, Cancel))).Parameter);
        Assert.Empty(server.Asked);
    }

    [Fact]
    public async Task A_summary_says_in_words_that_a_store_is_down_and_throws_when_nobody_answers()
    {
        AuditSummary down = new(24, null, "InfluxDB is down.");
        AuditSummary well = new(1.5, new EventCounts(1, 2, 3, 4, 5), "Embedded store available") { LagSeconds = 2 };
        await using var server = new LittleServer(
            Reply.Json(200, Encoding.UTF8.GetString(SummaryJson.ToUtf8(down))),
            Reply.Problem(503, """{"type":"urn:metalog:store-unavailable","detail":"InfluxDB is down."}"""),
            Reply.Json(200, Encoding.UTF8.GetString(SummaryJson.ToUtf8(well))),
            new Reply(""));
        await using RemoteAuditTrail trail = Once(server);

        Assert.Equal(down, await trail.SummarizeAsync(cancellationToken: Cancel));
        Assert.Equal(down, await trail.SummarizeAsync(cancellationToken: Cancel));
        Assert.Equal(well, await trail.SummarizeAsync(1.5, "a", Cancel));
        Assert.Equal(["/api/v1/summary?hours=24", "/api/v1/summary?hours=1.5&tenant_id=a"], server.Asked.Select(asked => asked.Target).Distinct());
        await Assert.ThrowsAsync<RemoteTrailException>(() => trail.SummarizeAsync(cancellationToken: Cancel));
    }

    [Fact]
    public async Task A_store_that_is_down_is_told_as_such()
    {
        await using var server = new LittleServer(Reply.Problem(503, """{"type":"urn:metalog:store-unavailable","detail":"InfluxDB is down."}"""));
        await using RemoteAuditTrail trail = Once(server);

        Assert.True((await Assert.ThrowsAsync<StoreException>(() => trail.QueryAsync(new SystemEventQuery(), Cancel))).IsTransient);
    }
}
