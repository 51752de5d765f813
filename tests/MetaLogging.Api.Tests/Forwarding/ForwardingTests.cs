using System.Text.Json.Nodes;
using MetaLogging.Api.Tests.Support;
using MetaLogging.Configuration;
using MetaLogging.Events;
using MetaLogging.Extensions;
using MetaLogging.Forwarding;
using MetaLogging.Numbers;
using MetaLogging.Queries;
using MetaLogging.Recording;
using MetaLogging.Stores;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MetaLogging.Api.Tests.Forwarding;

/// <summary>The trail that sends events to a server, with the real server.</summary>
public sealed class ForwardingTests(SharedServer shared) : IClassFixture<SharedServer>
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    RunningServer Server => shared.Server;

    [Fact]
    public async Task An_event_comes_to_the_server_with_its_id_timestamp_and_source_and_is_read_at_once()
    {
        await using Application application = new();
        ForwardingAuditTrail trail = await application.StartAsync(Server.Address, Server.Key);
        DateTimeOffset when = new(2026, 1, 31, 12, 30, 45, TimeSpan.Zero);
        Receipt receipt = await trail.RecordAsync(Application.Event(Some.Name("order.ship")) with { Timestamp = when, Source = "till-7" }, Cancel);
        Receipt plain = await trail.RecordAsync(Application.Event(), Cancel);

        Recorded<TrailEvent> found = Assert.Single(await trail.FindAsync(receipt.Id, cancellationToken: Cancel));
        Assert.Equal((receipt.Id, when, "till-7"), (found.Id, found.Event.Timestamp, found.Event.Source));
        Assert.Equal("shop", Assert.Single(await trail.FindAsync(plain.Id, cancellationToken: Cancel)).Event.Source);
        Assert.Equal((trail.Origin, Server.Trail.Origin), (receipt.Origin, found.Origin));
        Assert.NotEqual(trail.Origin, found.Origin);
        Page<AuditEvent> page = await trail.QueryAsync(new AuditEventQuery { Action = [((AuditEvent)found.Event).Action] }, Cancel);
        Assert.Equal(receipt.Id, Assert.Single(page.Items).Id);
        Assert.Null(page.LagSeconds);
    }

    [Fact]
    public async Task All_that_is_recorded_is_asked_for_on_the_server()
    {
        await using RunningServer alone = await RunningServer.StartAsync();
        await using Application application = new();
        ForwardingAuditTrail trail = await application.StartAsync(alone.Address, alone.Key);
        BatchReceipt receipt = await trail.RecordAsync(
            [
                Application.Event() with { PrivacyImpact = true, ResourceType = "user" },
                new FailedLoginAttempt { Username = "root", IpAddress = "192.0.2.1", FailureReason = "invalid_password" },
                new SystemEvent { Level = EventLevel.Error, Component = "till", Message = "Out of paper." },
            ],
            cancellationToken: Cancel);

        Assert.Equal((3, trail.Origin), (receipt.Accepted, receipt.Origin));
        Assert.Single((await trail.QueryAsync(new FailedLoginQuery(), Cancel)).Items);
        Assert.Single((await trail.QueryAsync(new SystemEventQuery(), Cancel)).Items);
        AuditSummary summary = await trail.SummarizeAsync(cancellationToken: Cancel);
        Assert.Equal((1, 1, 1, "Embedded store available"), (summary.Counts!.Value.AuditEvents, summary.Counts.Value.FailedLogins, summary.Counts.Value.SystemEvents, summary.Status));
        PrivacyReport report = await trail.ReportPrivacyAsync(new ReportScope { Range = TimeRange.Last(TimeSpan.FromHours(1), TimeProvider.System) }, Cancel);
        Assert.Equal(1, report.PrivacyEvents);
    }

    [Fact]
    public async Task A_wrong_key_loses_nothing_and_is_named_without_being_shown()
    {
        string wrong = Server.Keep("mlk_0123456789abcdef_" + new string('w', 43));
        await using Application application = new();
        ForwardingAuditTrail trail = await application.StartAsync(Server.Address, wrong);
        List<Guid> ids = [];
        for (int i = 0; i < 20; i++)
        {
            ids.Add((await trail.RecordAsync(Application.Event(), Cancel)).Id);
        }

        await Eventually.TrueAsync(() => trail.Health.Stores[0].Problem is not null);
        string problem = trail.Health.Stores[0].Problem!;
        Assert.Contains("does not know the key", problem, StringComparison.Ordinal);
        Assert.Contains(Server.Address.ToString(), problem, StringComparison.Ordinal);
        MetaLoggingOptions options = Application.Options(application.Folder, Server.Address, wrong);
        ConfigurationIssue issue = Assert.Single(await new MetaLoggingExtension(trail, options).ValidateConfigAsync(Cancel));
        Assert.Equal(("MetaLogging:ServerKey", IssueSeverity.Error), (issue.Setting, issue.Severity));
        StoreException refused = await Assert.ThrowsAsync<StoreException>(() => trail.QueryAsync(new AuditEventQuery(), Cancel));
        Assert.DoesNotContain([problem, issue.Message, issue.Remedy, refused.ToString(), options.ToString()!], Server.HoldsSecret);

        trail = await application.StartAsync(Server.Address, Server.Key);
        await trail.DeliverAsync(Cancel);
        foreach (Guid id in ids)
        {
            Assert.Single(await trail.FindAsync(id, cancellationToken: Cancel));
        }

        Assert.Null(trail.Health.Stores[0].Problem);
        Assert.Equal(0, trail.Undelivered);
    }

    [Fact]
    public async Task What_the_server_refuses_is_set_aside_and_kept_and_a_gap_follows()
    {
        await using RunningServer alone = await RunningServer.StartAsync();
        Client keyOfA = await alone.WithNewKeyAsync("write read", tenant: "a");
        await using Application application = new();
        ForwardingAuditTrail trail = await application.StartAsync(alone.Address, keyOfA.Key!);
        Receipt before = await trail.RecordAsync(Application.Event() with { TenantId = "a" }, Cancel);
        Receipt other = await trail.RecordAsync(Application.Event() with { TenantId = "b" }, Cancel);
        Receipt after = await trail.RecordAsync(Application.Event(), Cancel);
        await trail.DeliverAsync(Cancel);

        Assert.Single(await trail.FindAsync(before.Id, cancellationToken: Cancel));
        Assert.Empty(await trail.FindAsync(other.Id, cancellationToken: Cancel));
        Assert.Equal("a", Assert.Single(await trail.FindAsync(after.Id, cancellationToken: Cancel)).Event.TenantId);
        SetAside aside = Assert.Single(await trail.ReadSetAsideAsync(Cancel));
        Assert.Equal((other.Sequence, other.Sequence + 1), (aside.FirstSequence, aside.EndSequence));
        Assert.Contains("tenant_id is not the tenant of this key", aside.Reason, StringComparison.Ordinal);
        JsonObject kept = JsonNode.Parse(await File.ReadAllTextAsync(application.Refused, Cancel))!.AsObject();
        Assert.Equal((other.Id.ToString(), "b"), ((string?)kept["id"], (string?)kept["tenant_id"]));

        await trail.DeliverAsync(Cancel);
        JsonObject gap = Assert.Single(await alone.OwnAsync("metalog.gap"));
        Assert.Equal(("shop", 1), ((string?)gap["additional_data"]!["source"], (int)gap["additional_data"]!["count"]!));
        ConfigurationIssue issue = Assert.Single(
            await new MetaLoggingExtension(trail, Application.Options(application.Folder, alone.Address, "k")).ValidateConfigAsync(Cancel));
        Assert.Contains(application.Refused, issue.Remedy, StringComparison.Ordinal);

        trail = await application.StartAsync(alone.Address, keyOfA.Key!);
        await trail.RecordAsync(Application.Event(), Cancel);
        await trail.DeliverAsync(Cancel);
        Assert.Single(await alone.OwnAsync("metalog.gap"));
        Assert.Single(await trail.ReadSetAsideAsync(Cancel));
    }

    [Fact]
    public async Task An_id_that_was_used_before_with_other_content_is_told_of_and_not_lost_in_silence()
    {
        await using RunningServer alone = await RunningServer.StartAsync();
        Guid id = Guid.CreateVersion7();
        await using Application first = new();
        await using Application second = new();
        await (await first.StartAsync(alone.Address, alone.Key)).RecordAsync(Application.Event() with { Id = id }, Cancel);
        await first.Trail.DeliverAsync(Cancel);
        await (await second.StartAsync(alone.Address, alone.Key)).RecordAsync(Application.Event("order.cancel") with { Id = id }, Cancel);
        await second.Trail.DeliverAsync(Cancel);
        await second.Trail.DeliverAsync(Cancel);

        Assert.Contains("was used before with other content", Assert.Single(await second.Trail.ReadSetAsideAsync(Cancel)).Reason, StringComparison.Ordinal);
        Assert.Single(await alone.OwnAsync("metalog.gap"));
    }

    [Fact]
    public async Task What_is_delivered_is_dropped_from_the_queue_and_what_is_not_stays()
    {
        await using RunningServer alone = await RunningServer.StartAsync();
        await using Application application = new();
        ForwardingAuditTrail trail = await application.StartAsync(alone.Address, alone.Key);
        AuditEvent large = Application.Event() with { ErrorMessage = string.Concat(Enumerable.Range(0, 2000).Select(i => $"{i * 7919 % 10_007} ")) };
        for (int i = 0; i < 60; i++)
        {
            await trail.RecordAsync(Enumerable.Repeat(large, 10).ToArray(), cancellationToken: Cancel);
        }

        await trail.DeliverAsync(Cancel);
        await trail.RecordAsync(Application.Event(), Cancel);
        await trail.DeliverAsync(Cancel);
        Assert.True(trail.Queue.Journal.FirstSequence > 500);
        Assert.True(new DirectoryInfo(application.Folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length) < 2 << 20);

        // Nothing that is not delivered is dropped, and what was dropped was delivered, even if how far the delivery was is forgotten.
        File.Delete(Path.Combine(application.Folder, "forwarding", "state.json"));
        trail = await application.StartAsync(alone.Address, alone.Key);
        await trail.RecordAsync(Application.Event(), Cancel);
        await trail.DeliverAsync(Cancel);
        Assert.Empty(await trail.ReadSetAsideAsync(Cancel));
        AuditEventQuery all = new() { IncludeTotal = true, Source = ["shop"], Limit = 1 };
        Assert.Equal(602, (await trail.QueryAsync(all, Cancel)).Total);
    }

    [Fact]
    public async Task While_the_server_is_down_events_are_recorded_and_questions_name_it()
    {
        await using Application application = new();
        Uri nobody = new("http://127.0.0.1:9/");
        ForwardingAuditTrail trail = await application.StartAsync(nobody, "some-key", options => options.ReadTimeBound = TimeSpan.FromMilliseconds(200));
        await trail.RecordAsync(Application.Event(), Cancel);
        await Eventually.TrueAsync(() => trail.Health.Stores[0].Problem is not null);

        Assert.Contains(nobody.ToString(), (await Assert.ThrowsAsync<StoreException>(() => trail.QueryAsync(new AuditEventQuery(), Cancel))).Message, StringComparison.Ordinal);
        Assert.Contains(nobody.ToString(), (await Assert.ThrowsAsync<StoreException>(() => trail.FindAsync(Guid.NewGuid(), null, Cancel))).Message, StringComparison.Ordinal);
        Assert.Contains(nobody.ToString(), (await trail.SummarizeAsync(cancellationToken: Cancel)).Status, StringComparison.Ordinal);
        Assert.True(trail.Undelivered > 0);
    }

    [Fact]
    public async Task A_full_queue_refuses_events_as_a_full_journal_does()
    {
        await using Application application = new();
        ForwardingAuditTrail trail = await application.StartAsync(new("http://127.0.0.1:9/"), "some-key", options =>
        {
            options.Forwarding.QueueSize = 16 << 20;
            options.ReadTimeBound = TimeSpan.Zero;
        });
        AuditEvent large = Application.Event() with { ErrorMessage = Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(40 << 10)) };
        AuditEvent[] batch = [.. Enumerable.Repeat(large, 100)];
        Journaling.JournalNotWritableException full = await Assert.ThrowsAsync<Journaling.JournalNotWritableException>(async () =>
        {
            while (true)
            {
                await trail.RecordAsync(batch, cancellationToken: Cancel);
            }
        });
        Assert.Contains("MetaLogging:Forwarding:QueueSize", full.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_with_a_server_sends_its_events_there_and_keeps_the_key_out_of_everything()
    {
        await using RunningServer alone = await RunningServer.StartAsync();
        string folder = Directory.CreateTempSubdirectory("metalog-queue-").FullName;
        try
        {
            HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
            builder.Configuration.AddInMemoryCollection(
            [
                new("MetaLogging:DataDirectory", folder), new("MetaLogging:Server", alone.Address.ToString()), new("MetaLogging:ServerKey", alone.Key),
                new("MetaLogging:ApplicationName", "shop"), new("MetaLogging:Journal:Watermark", "0"),
            ]);
            builder.Services.AddMetaLogging().AddEmbeddedStore();
            using (IHost host = builder.Build())
            {
                await host.StartAsync(Cancel);
                IAuditTrail trail = host.Services.GetRequiredService<IAuditTrail>();
                Receipt receipt = await trail.RecordAsync(Application.Event(), Cancel);
                Assert.Single(await trail.FindAsync(receipt.Id, cancellationToken: Cancel));
                MetaLoggingExtension extension = host.Services.GetRequiredService<MetaLoggingExtension>();
                Assert.True((await extension.LogAuditEventAsync("user123", "order.pay", "order", cancellationToken: Cancel)).Success);
                Assert.Equal("order.pay", (await extension.QueryAuditLogsAsync(new AuditEventQuery { Limit = 1 }, Cancel)).Items[0].Event.Action);
                Assert.True((await extension.GeneratePrivacyReportAsync(cancellationToken: Cancel)).Success);
                ConfigurationIssue unused = Assert.Single(await extension.ValidateConfigAsync(Cancel));
                Assert.Equal((IssueSeverity.Warning, true), (unused.Severity, unused.Message.EndsWith(": embedded.", StringComparison.Ordinal)));
                await trail.RecordAsync(Application.Event("order.last"), Cancel);
                await host.StopAsync(Cancel);
            }

            Assert.False(Directory.Exists(Path.Combine(folder, "store")));
            Assert.Equal(1, (await alone.Trail.QueryAsync(new AuditEventQuery { Action = ["order.last"], IncludeTotal = true }, Cancel)).Total);
            Assert.DoesNotContain((await alone.OwnAsync("metalog.*")).Select(own => own["source"]?.ToString()), source => source == "shop");
            foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            {
                Assert.True((await File.ReadAllBytesAsync(file, Cancel)).AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(alone.Key)) < 0, file);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
