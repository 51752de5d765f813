using System.Text.Json;
using System.Text.Json.Nodes;
using MetaLogging.Events;
using MetaLogging.InfluxDb.Tests.Support;
using MetaLogging.Queries;

namespace MetaLogging.InfluxDb.Tests;

/// <summary>No value has a meaning on its way to InfluxDB, in it, in a question or back.</summary>
public sealed class HostileValueTests(SharedServer shared)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_hostile_value_comes_back_from_every_field_as_it_went_in()
    {
        Trail trail = new();
        foreach (string value in Hostile.Values)
        {
            foreach (TrailEvent what in EventsWith(value))
            {
                trail.Add(what, new Assessment(0.5, null, null, ["one", value]));
            }
        }

        await using InfluxDbStore store = Opening.New(shared.Server.Options(InfluxServer.NewDatabase()));
        await store.CatchUp(trail);
        Assert.Equal(trail.Shows(), await store.ShowAll());
        Assert.Empty(await store.ReadSetAsideAsync(Cancellation));
    }

    [Fact]
    public async Task A_filter_for_exactly_a_hostile_value_finds_what_has_it_and_runs_nothing()
    {
        await shared.Server.ExecuteAsync("CREATE DATABASE \"victim\"");
        Trail trail = new();
        string[] values = [.. Hostile.Values.Where(value => value.Length < 1000)];
        foreach (string value in values)
        {
            foreach (TrailEvent what in EventsWith(value))
            {
                trail.Add(what);
            }
        }

        await using Both both = await Both.OpenAsync(shared.Server);
        await both.Apply(trail, 0);
        string before = await ShowDatabaseAsync(both.Database);
        foreach (EventQuery query in values.SelectMany((value, place) => QueriesFor(value, isForEachFilter: place % 7 == 0)))
        {
            IEnumerable<string> expected = (await both.Embedded.Find(query)).Select(Shown.Of);
            IEnumerable<string> found = (await both.Influx.Find(query)).Select(Shown.Of);
            Assert.True(expected.SequenceEqual(found), JsonSerializer.Serialize(query, query.GetType()));
        }

        Assert.Equal(before, await ShowDatabaseAsync(both.Database));
    }

    [Fact]
    public async Task A_hostile_tenant_pattern_and_person_type_run_nothing_in_reports_and_counts()
    {
        await shared.Server.ExecuteAsync("CREATE DATABASE \"victim\"");
        InfluxDbOptions options = shared.Server.Options(InfluxServer.NewDatabase());
        Trail trail = new();
        trail.Add(Trail.Audit() with { PrivacyImpact = true, ResourceId = "x", TenantId = "tenant-1", DataCategories = ["pii"] });
        await using InfluxDbStore store = Opening.New(options);
        await store.CatchUp(trail);
        string before = await ShowDatabaseAsync(options.Database);
        Model model = new(trail.Events);
        foreach (string value in Hostile.Values.Where((_, place) => place % 3 == 0))
        {
            Numbers.ReportScope scope = new()
            {
                Range = new(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(80)),
                TenantId = value,
                HighRiskActions = [value, $"*{value}*"],
                PersonResourceTypes = [value],
            };
            Assert.Equal(0, (await store.ReportPrivacyAsync(scope, Cancellation)).PrivacyEvents);
            Assert.Equal(default, await store.CountAsync(scope.Range, value, Cancellation));
            Numbers.ReportScope allTenants = scope with { TenantId = null };
            Numbers.PrivacyReport report = await store.ReportPrivacyAsync(allTenants, Cancellation);
            Assert.Equal(1, report.PrivacyEvents);
            Assert.Equal(model.Report(allTenants).HighRiskOperations, report.HighRiskOperations);
        }

        Assert.Equal(before, await ShowDatabaseAsync(options.Database));
    }

    /// <summary>Each text field of each kind has the value in turn; a name can't, by what the validator takes.</summary>
    static TrailEvent[] EventsWith(string value) =>
    [
        Trail.Audit() with { UserId = value },
        Trail.Audit() with { UserName = value, OnBehalfOf = "x" + value },
        Trail.Audit() with { OnBehalfOf = value, UserAgent = value + "x" },
        Trail.Audit() with { ResourceId = value, UserAgent = value },
        Trail.Audit() with { SubjectIds = [value, "other", value + value, value] },
        Trail.Audit() with { ErrorMessage = value, AdditionalData = new JsonObject { ["text"] = value, ["x" + value] = value } },
        Trail.Audit() with { RequestId = value, Changes = [new("f" + value, value, new JsonArray(value, null))] },
        Trail.Audit() with { TraceId = value },
        new FailedLoginAttempt { Username = value, IpAddress = "", FailureReason = "invalid_user", UserAgent = value },
        new FailedLoginAttempt { Username = "", IpAddress = "192.0.2.1", FailureReason = "invalid_user", RequestId = value, TraceId = "t" + value },
        new SystemEvent { Level = EventLevel.Info, Component = "tests", Message = value + ".", UserId = value },
        new SystemEvent { Level = EventLevel.Error, Component = "tests", Message = ".", RequestId = value, TraceId = value },
    ];

    /// <summary>One question for each way in which a value gets into one; for some values one for each filter.</summary>
    static EventQuery[] QueriesFor(string value, bool isForEachFilter) =>
    [
        new AuditEventQuery { ResourceId = ["nobody", value] },
        new AuditEventQuery { SubjectId = [value] },
        new AuditEventQuery { Action = [value + "*"], ResourceType = [value + "*", "user"] },
        .. value.Length == 0 ? Array.Empty<EventQuery>() : [new AuditEventQuery { Text = [value] }],
        .. isForEachFilter ? EachFilter(value) : [],
    ];

    static EventQuery[] EachFilter(string value) =>
    [
        new AuditEventQuery { UserId = [value] },
        new AuditEventQuery { UserName = [value], Own = true },
        new AuditEventQuery { OnBehalfOf = ["nobody", value] },
        new AuditEventQuery { RequestId = [value] },
        new AuditEventQuery { TraceId = [value, value + "x"] },
        new AuditEventQuery { Action = [value], ResourceType = [value] },
        new AuditEventQuery { DataCategory = [value] },
        new AuditEventQuery { TenantId = [value], Source = [value, "nobody"] },
        new FailedLoginQuery { Username = [value], IpAddress = ["", value] },
        new FailedLoginQuery { FailureReason = [value] },
        .. value.Length == 0 ? Array.Empty<EventQuery>() : [new FailedLoginQuery { Country = [value] }],
        new SystemEventQuery { Component = [value, value + "*"], UserId = ["nobody", value] },
        new SystemEventQuery { RequestId = [value], TraceId = [value] },
        new SystemEventQuery { Text = [value + "."] },
    ];

    /// <summary>All that a statement could have changed.</summary>
    async Task<string> ShowDatabaseAsync(string database)
    {
        string victim = string.Join("\n", (await shared.Server.ExecuteAsync("SHOW MEASUREMENTS; SHOW SERIES; SHOW USERS", "victim"))
            .Select(result => result!.ToJsonString()));
        string own = string.Join("\n", (await shared.Server.ExecuteAsync("SHOW MEASUREMENTS; SHOW RETENTION POLICIES", database))
            .Select(result => result!.ToJsonString()));
        string names = (await shared.Server.ExecuteAsync("SHOW DATABASES"))[0]!.ToJsonString();
        Assert.Contains("\"victim\"", names, StringComparison.Ordinal);
        return string.Join("\n", [victim, own, .. await Dump.OfAsync(shared.Server, database)]);
    }
}
