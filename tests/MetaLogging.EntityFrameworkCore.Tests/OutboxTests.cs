using MetaLogging.EntityFrameworkCore.Outbox;
using MetaLogging.EntityFrameworkCore.Recording;
using MetaLogging.EntityFrameworkCore.Tests.Databases;
using MetaLogging.EntityFrameworkCore.Tests.Support;
using MetaLogging.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace MetaLogging.EntityFrameworkCore.Tests;

public sealed class OutboxOnSqliteTests(SqliteDatabase database) : OutboxTests(database), IClassFixture<SqliteDatabase>;

public sealed class OutboxOnPostgresTests(PostgresDatabase database) : OutboxTests(database), IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task A_strategy_that_tries_again_wants_its_own_call_around_the_save_and_the_outbox_is_written_once()
    {
        DbContextOptionsBuilder<Shop> options = new();
        options.UseNpgsql(database.Connection, npgsql => npgsql.EnableRetryOnFailure()).AddAuditTrail(Trail, Options);
        await using Shop shop = new(options.Options);
        shop.Add(Some());
        await Assert.ThrowsAsync<InvalidOperationException>(() => shop.SaveChangesAsync(Cancelled));
        await shop.Database.CreateExecutionStrategy().ExecuteAsync(token => shop.SaveChangesAsync(token), Cancelled);
        await DrainAsync(shop);
        Assert.Equal([false, true], (await EventsAsync()).Select(e => e.Success));
    }
}

public abstract class OutboxTests(ShopDatabase database) : ShopTests(database)
{
    protected static readonly EntityAuditOptions Options = new() { UseOutbox = true, OutboxBatch = 3 };

    [Fact]
    public async Task An_event_waits_in_the_database_until_it_is_carried_to_the_trail_with_its_id_its_actor_and_its_key()
    {
        await using Shop shop = Open(Options);
        Customer ada = Some();
        using (Trail.Context.Begin(new() { UserId = "u1" }))
        {
            shop.Add(ada);
            await shop.SaveChangesAsync(Cancelled);
        }

        Assert.Empty(await EventsAsync());
        Guid id = Assert.Single(await WaitingAsync(shop));
        await DrainAsync(shop);
        AuditEvent item = Assert.Single(await EventsAsync());
        Assert.Equal((id, "customer.insert", $"{ada.Id}", "u1"), (item.Id!.Value, item.Action, item.ResourceId, item.UserId));
        Assert.Empty(await WaitingAsync(shop));
    }

    [Fact]
    public async Task A_process_that_dies_between_recording_and_deleting_loses_nothing_and_tells_nothing_twice()
    {
        await using Shop shop = Open(Options);
        for (int i = 0; i < 5; i++)
        {
            shop.Add(Some($"{i}"));
            await shop.SaveChangesAsync(Cancelled);
        }

        await Assert.ThrowsAsync<OperationCanceledException>(() => CarrierTo(new DyingTrail(Trail)).CarryAsync(shop, Cancelled));
        Assert.Equal(3, (await EventsAsync()).Length);
        Assert.Equal(5, (await WaitingAsync(shop)).Count);
        await using (Shop next = Open(Options))
        {
            await DrainAsync(next);
        }

        Assert.Equal(["0", "1", "2", "3", "4"], (await EventsAsync()).Select(e => (string?)e.Changes.Single(c => c.Field == "Name").New).Order());
        Assert.Empty(await WaitingAsync(shop));
    }

    [Fact]
    public async Task What_is_rolled_back_leaves_nothing_to_carry_and_what_is_committed_does()
    {
        await using Shop shop = Open(Options);
        await using (IDbContextTransaction transaction = await shop.Database.BeginTransactionAsync(Cancelled))
        {
            shop.Add(Some());
            await shop.SaveChangesAsync(Cancelled);
            Assert.Single(await WaitingAsync(shop));
        }

        Assert.Empty(await WaitingAsync(shop));
        shop.ChangeTracker.Clear();
        await using (IDbContextTransaction transaction = await shop.Database.BeginTransactionAsync(Cancelled))
        {
            shop.Add(Some());
            await shop.SaveChangesAsync(Cancelled);
            await shop.Tags.Where(t => t.Id < 0).ExecuteDeleteAsync(Cancelled);
            await transaction.CommitAsync(Cancelled);
        }

        await DrainAsync(shop);
        Assert.Equal(["customer.insert", "statement.delete"], (await EventsAsync()).Select(e => e.Action));
    }

    [Fact]
    public async Task A_save_that_fails_is_undone_with_its_transaction_and_the_context_is_free_again()
    {
        await using Shop shop = Open(Options);
        string place = Guid.NewGuid().ToString("N");
        shop.Add(new Stock { Place = place, Article = 1 });
        shop.SaveChanges();
        shop.ChangeTracker.Clear();
        shop.Add(new Stock { Place = place, Article = 1 });
        await Assert.ThrowsAsync<DbUpdateException>(() => shop.SaveChangesAsync(Cancelled));
        Assert.Null(shop.Database.CurrentTransaction);
        shop.ChangeTracker.Clear();
        shop.Update(new Stock { Place = place, Article = 2 });
        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => shop.SaveChangesAsync(Cancelled));
        Assert.Null(shop.Database.CurrentTransaction);
        shop.ChangeTracker.Clear();
        shop.Add(Some());
        await shop.SaveChangesAsync(Cancelled);

        Assert.Equal(2, (await WaitingAsync(shop)).Count);
        Assert.Equal([false, false], (await EventsAsync()).Select(e => e.Success));
        await DrainAsync(shop);
    }

    [Fact]
    public async Task A_save_that_could_not_begin_because_the_database_is_away_is_a_failure()
    {
        DbContextOptionsBuilder<Shop> options = new();
        options.UseNpgsql("Host=127.0.0.1;Port=1;Username=nobody;Timeout=5").AddAuditTrail(Trail, Options);
        await using Shop shop = new(options.Options);
        shop.Add(Some());
        await Assert.ThrowsAnyAsync<Exception>(() => shop.SaveChangesAsync(Cancelled));
        Assert.ThrowsAny<Exception>(() => shop.SaveChanges());

        AuditEvent[] events = await EventsAsync();
        Assert.Equal([("customer.insert", false), ("customer.insert", false)], events.Select(e => (e.Action, e.Success)));
        Assert.Null(SharedState.Of(Trail).StateOf(shop).Save);
    }

    [Fact]
    public async Task A_row_that_the_trail_refuses_is_marked_and_does_not_block_the_others()
    {
        await using Shop shop = Open(Options);
        shop.Add(Some());
        await shop.SaveChangesAsync(Cancelled);
        DbSet<Dictionary<string, object>> rows = OutboxTable.RowsOf(shop);
        Guid id = Assert.Single(await WaitingAsync(shop));
        await rows.Where(row => (Guid)row[OutboxTable.Id] == id).ExecuteUpdateAsync(set => set.SetProperty(row => (string)row[OutboxTable.Payload], "{\"kind\":\"audit_event\"}"), Cancelled);
        shop.Add(Some("good"));
        await shop.SaveChangesAsync(Cancelled);
        await DrainAsync(shop);

        Assert.Contains(await EventsAsync(), e => e.Action == "customer.insert");
        Assert.Equal(id, Assert.Single(await WaitingAsync(shop)));
        Assert.NotNull(await rows.Where(row => (Guid)row[OutboxTable.Id] == id).Select(row => (string)row[OutboxTable.Refused]).SingleAsync(Cancelled));
        await rows.ExecuteDeleteAsync(Cancelled);
    }

    [Fact]
    public async Task An_event_that_no_trail_would_take_is_lost_aloud_and_does_not_break_the_save()
    {
        await using Shop shop = Open(Options);
        using (Trail.Context.Begin(new() { IpAddress = "no address" }))
        {
            shop.Add(Some());
            await shop.SaveChangesAsync(Cancelled);
        }

        Assert.Empty(await WaitingAsync(shop));
        Assert.Equal(1, Assert.Single(SharedState.Of(Trail).Capture!.Losses.Untold).Count);
    }

    [Fact]
    public async Task Two_processes_that_drain_one_database_do_not_carry_the_same()
    {
        await using Shop shop = Open(Options);
        for (int i = 0; i < 12; i++)
        {
            shop.Add(Some($"{i}"));
        }

        await shop.SaveChangesAsync(Cancelled);
        RecordedBatches[] trails = [new(), new()];
        await Task.WhenAll(trails.Select(async (trail, i) =>
        {
            await using Shop own = Open(Options);
            OutboxCarrier carrier = CarrierTo(trail, $"process {i}");
            while (await WaitingAsync(own) is { Count: > 0 })
            {
                await carrier.CarryAsync(own, Cancelled);
            }
        }));
        Assert.Equal(12, trails.SelectMany(trail => trail.Ids).Count());
        Assert.Equal(12, trails.SelectMany(trail => trail.Ids).Distinct().Count());
    }

    static async Task<List<Guid>> WaitingAsync(Shop shop) => await OutboxTable.RowsOf(shop).Select(row => (Guid)row[OutboxTable.Id]).ToListAsync(Cancelled);

    protected async Task DrainAsync(Shop shop)
    {
        while (await CarrierTo(Trail).CarryAsync(shop, Cancelled) > 0)
        {
        }
    }

    OutboxCarrier CarrierTo(IAuditTrail trail, string owner = "journal") => new(trail, SharedState.Of(Trail), Options, () => owner, TimeProvider.System, NullLogger.Instance);
}
