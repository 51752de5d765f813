using MetaLogging.Capturing;
using MetaLogging.EntityFrameworkCore.Tests.Databases;
using MetaLogging.EntityFrameworkCore.Tests.Support;
using MetaLogging.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Xunit;

namespace MetaLogging.EntityFrameworkCore.Tests;

public sealed class PoliciesOnSqliteTests(SqliteDatabase database) : PoliciesTests(database), IClassFixture<SqliteDatabase>;

public sealed class PoliciesOnPostgresTests(PostgresDatabase database) : PoliciesTests(database), IClassFixture<PostgresDatabase>;

public abstract class PoliciesTests(ShopDatabase database) : ShopTests(database)
{
    static readonly EntityAuditOptions Strict = new() { FailurePolicy = FailurePolicy.FailOperation };

    [Fact]
    public async Task An_intent_is_on_the_disk_before_the_save_and_its_outcome_after()
    {
        await using Shop shop = Open(Strict);
        Customer ada = Some();
        shop.Add(ada);
        await shop.SaveChangesAsync(Cancelled);

        AuditEvent[] events = await EventsAsync();
        Assert.Equal([OperationPhase.Intent, OperationPhase.Outcome], events.Select(e => e.Phase!.Value));
        Assert.Equal(events[0].OperationId, events[1].OperationId);
        Assert.Equal([null, $"{ada.Id}"], events.Select(e => e.ResourceId));
    }

    [Fact]
    public async Task An_intent_that_cannot_be_recorded_fails_the_save_and_nothing_is_saved()
    {
        string name = Guid.NewGuid().ToString("N");
        await using Shop shop = Open(Strict);
        shop.Add(Some(name));
        await Trail.DisposeAsync();
        await Assert.ThrowsAsync<EventNotRecordedException>(() => shop.SaveChangesAsync(Cancelled));
        await Assert.ThrowsAsync<EventNotRecordedException>(() => shop.Customers.Where(c => c.Name == name).ExecuteDeleteAsync(Cancelled));
        Assert.Throws<EventNotRecordedException>(() => shop.SaveChanges());

        await using Shop other = new(OptionsOf());
        Assert.Equal(0, await other.Customers.CountAsync(c => c.Name == name, Cancelled));
    }

    [Fact]
    public async Task A_save_goes_on_where_its_event_cannot_be_recorded_and_the_policy_is_to_continue()
    {
        string name = Guid.NewGuid().ToString("N");
        await using Shop shop = Open();
        shop.Add(Some(name));
        await Trail.DisposeAsync();
        await shop.SaveChangesAsync(Cancelled);
        Assert.Equal(1, await shop.Customers.CountAsync(c => c.Name == name, Cancelled));
    }

    [Fact]
    public async Task Only_personal_data_has_an_intent_where_the_setting_says_so()
    {
        await using Shop shop = Open(new() { IntentForPersonalData = true });
        Customer ada = Some();
        ada.Email = "ada@example.org";
        shop.AddRange(ada, new Tag { Name = "plain" });
        await shop.SaveChangesAsync(Cancelled);

        AuditEvent[] events = await EventsAsync();
        Assert.Equal((OperationPhase.Intent, "customer.insert"), (events[0].Phase!.Value, events[0].Action));
        Assert.Equal(3, events.Length);
        Assert.Null(events.Single(e => e.Action == "tag.insert").Phase);
        Assert.Equal(OperationPhase.Outcome, events.Last(e => e.Action == "customer.insert").Phase);
    }

    [Fact]
    public async Task An_intent_of_a_transaction_that_is_rolled_back_has_its_outcome()
    {
        await using Shop shop = Open(Strict);
        await using (IDbContextTransaction transaction = await shop.Database.BeginTransactionAsync(Cancelled))
        {
            shop.Add(Some());
            await shop.SaveChangesAsync(Cancelled);
            await shop.Tags.Where(t => t.Id < 0).ExecuteDeleteAsync(Cancelled);
            await transaction.RollbackAsync(Cancelled);
        }

        AuditEvent[] events = await EventsAsync();
        string?[] intents = [.. events.Where(e => e.Phase == OperationPhase.Intent).Select(e => e.OperationId)];
        AuditEvent[] outcomes = [.. events.Where(e => e.Phase == OperationPhase.Outcome)];
        Assert.Equal(2, intents.Length);
        Assert.Equal(intents.Order(), outcomes.Select(e => e.OperationId).Order());
        Assert.All(outcomes, e => Assert.False(e.Success));
    }

    [Fact]
    public async Task An_intent_of_a_save_that_fails_has_its_outcome()
    {
        await using Shop shop = Open(Strict);
        string place = Guid.NewGuid().ToString("N");
        await using (Shop first = new(OptionsOf()))
        {
            first.Add(new Stock { Place = place, Article = 1 });
            await first.SaveChangesAsync(Cancelled);
        }

        shop.Add(new Stock { Place = place, Article = 1 });
        await Assert.ThrowsAsync<DbUpdateException>(() => shop.SaveChangesAsync(Cancelled));
        AuditEvent[] events = await EventsAsync();
        Assert.Equal([OperationPhase.Intent, OperationPhase.Outcome], events.Select(e => e.Phase!.Value));
        Assert.Equal([true, false], events.Select(e => e.Success));
    }

    DbContextOptions<Shop> OptionsOf()
    {
        DbContextOptionsBuilder<Shop> options = new();
        Database.Use(options);
        return options.Options;
    }
}
