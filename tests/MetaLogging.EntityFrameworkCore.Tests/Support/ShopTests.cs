using MetaLogging.Configuration;
using MetaLogging.EntityFrameworkCore.Tests.Databases;
using MetaLogging.Entries;
using MetaLogging.Events;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace MetaLogging.EntityFrameworkCore.Tests.Support;

/// <summary>Tests with a database and a trail of their own, and the trail's events as it has them on its disk.</summary>
public abstract class ShopTests(ShopDatabase database) : IAsyncLifetime
{
    readonly TemporaryFolder _folder = new();

    protected ShopDatabase Database => database;

    protected AuditTrail Trail { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Trail = new AuditTrail(new MetaLoggingOptions { DataDirectory = _folder.FullName }, []);
        await Trail.StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Trail.DisposeAsync();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected Shop Open(EntityAuditOptions? options = null) => new(OptionsFor(options));

    protected DbContextOptions<Shop> OptionsFor(EntityAuditOptions? options = null)
    {
        DbContextOptionsBuilder<Shop> builder = new();
        database.Use(builder);
        return builder.AddAuditTrail(Trail, options).Options;
    }

    /// <summary>All events of the applications so far, oldest first.</summary>
    protected async Task<AuditEvent[]> EventsAsync() => await EventsOfAsync(Trail);

    protected static async Task<AuditEvent[]> EventsOfAsync(AuditTrail trail)
    {
        ArgumentNullException.ThrowIfNull(trail);
        List<AuditEvent> events = [];
        EntryView view = new();
        for (long sequence = 0; sequence < trail.NextSequence; sequence++)
        {
            view.Read(await trail.Journal.ReadEntryAsync(sequence, TestContext.Current.CancellationToken));
            if (view.ToRecorded(trail.Origin) is { IsOwn: false, Event: AuditEvent item })
            {
                events.Add(item);
            }
        }

        return [.. events];
    }

    protected static Customer Some(string name = "Ada") => new() { Name = name };

    protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;
}
