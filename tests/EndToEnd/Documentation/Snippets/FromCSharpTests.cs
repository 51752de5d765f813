using MetaLogging.Configuration;
using MetaLogging.Embedded;
using MetaLogging.Events;
using MetaLogging.Extensions;
using MetaLogging.Numbers;
using MetaLogging.Queries;
using MetaLogging.Recording;
using MetaLogging.Validation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace MetaLogging.EndToEnd.Documentation.Snippets;

/// <summary>The C# of README.md and docs/from-csharp.md, compiled and run.</summary>
public sealed class FromCSharpTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    string Data => _folder.PathOf("data");

    [Fact]
    public async Task An_application_with_a_container_records_and_asks()
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Services.AddMetaLogging(o => o.DataDirectory = "data").AddEmbeddedStore();
        // The page says "data"; a test does not write where it happens to run.
        builder.Services.PostConfigure<MetaLoggingOptions>(o => o.DataDirectory = Data);
        builder.Services.AddSingleton<Shipping>();
        using IHost host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);

        await host.Services.GetRequiredService<Shipping>().ShipAsync(new Order("o-1"));

        var audit = host.Services.GetRequiredService<IAuditTrail>();
        Page<AuditEvent> page = await audit.QueryAsync(new AuditEventQuery { Action = ["order.*"] }, TestContext.Current.CancellationToken);
        Assert.Equal("o-1", Assert.Single(page.Items).Event.ResourceId);

        var logging = host.Services.GetRequiredService<MetaLoggingExtension>();
        LogResult result = await logging.LogFailedLoginAsync("root", "203.0.113.99", userAgent: null, "invalid_password");
        if (!result.Success)
        {
            Console.Error.WriteLine(result.Message);
        }

        Assert.True(result.Success, result.Message);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_trail_that_is_made_by_hand_records_asks_and_reports()
    {
        string folder = Data;
        var options = new MetaLoggingOptions { DataDirectory = folder, ApplicationName = "shop" };
        var store = new EmbeddedStore(Path.Combine(folder, "store"), new EmbeddedStoreOptions(), TimeProvider.System);
        await using var trail = new AuditTrail(options, [store]);
        await trail.StartAsync();

        Receipt receipt = await trail.RecordAsync(new AuditEvent
        {
            Action = "user.update",
            ResourceType = "user",
            ResourceId = "u-17",
            UserId = "clerk-3",
            IpAddress = "192.0.2.10",
            PrivacyImpact = true,
            DataCategories = ["contact"],
            Changes = [new FieldChange("email", "old@example.org", "new@example.org")],
        });
        Console.WriteLine($"{receipt.Id} is number {receipt.Sequence} of {receipt.Origin}");

        BatchReceipt batch = await trail.RecordAsync(
        [
            new FailedLoginAttempt { Username = "root", IpAddress = "203.0.113.99", FailureReason = "invalid_password" },
            new SystemEvent { Level = EventLevel.Warning, Component = "backup", Message = "the backup took longer than an hour" },
        ]);
        Assert.Equal(2, batch.Accepted);

        string said = "";
        try
        {
            await trail.RecordAsync(new AuditEvent { Action = "read everything", ResourceType = "user" });
        }
        catch (InvalidEventException e)
        {
            foreach (EventProblem problem in e.Problems)
            {
                said += $"{problem.Field} {problem.Message}\n";
            }
        }

        Assert.StartsWith("action ", said, StringComparison.Ordinal);

        Guid id = Guid.NewGuid();
        var payment = new AuditEvent { Id = id, Action = "invoice.pay", ResourceType = "invoice", ResourceId = "i-5" };
        await trail.RecordAsync(payment);
        Receipt again = await trail.RecordAsync(payment);   // again.IsDuplicate is true, and nothing was written
        Assert.True(again.IsDuplicate);

        int found = 0;
        string? cursor = null;
        do
        {
            Page<AuditEvent> page = await trail.QueryAsync(new AuditEventQuery { UserId = ["clerk-3"], Limit = 1000, Cursor = cursor });
            foreach (Recorded<AuditEvent> item in page.Items)
            {
                Console.WriteLine($"{item.Event.Timestamp:u} {item.Event.Action} {item.Event.ResourceId}");
                found++;
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);
        Assert.Equal(1, found);

        var month = new ReportScope { Range = TimeRange.Last(TimeSpan.FromDays(30), TimeProvider.System) };
        PrivacyReport report = await trail.ReportPrivacyAsync(month);
        Console.WriteLine($"{report.PrivacyEvents} privacy events, {report.UsersAffected} persons");
        Assert.Equal((1, 1), (report.PrivacyEvents, report.UsersAffected));
    }
}
