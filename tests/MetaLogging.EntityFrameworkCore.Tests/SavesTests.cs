using MetaLogging.EntityFrameworkCore.Tests.Databases;
using MetaLogging.EntityFrameworkCore.Tests.Support;
using MetaLogging.Events;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace MetaLogging.EntityFrameworkCore.Tests;

public sealed class SavesOnSqliteTests(SqliteDatabase database) : SavesTests(database), IClassFixture<SqliteDatabase>;

public sealed class SavesOnPostgresTests(PostgresDatabase database) : SavesTests(database), IClassFixture<PostgresDatabase>;

public abstract class SavesTests(ShopDatabase database) : ShopTests(database)
{
    [Fact]
    public async Task An_insert_is_recorded_with_the_key_that_the_database_made()
    {
        await using Shop shop = Open();
        Customer ada = Some();
        ada.Balance = 12.5m;
        shop.Add(ada);
        await shop.SaveChangesAsync(Cancelled);

        AuditEvent item = Assert.Single(await EventsAsync());
        Assert.Equal(("customer.insert", "customer", $"{ada.Id}", true, null), (item.Action, item.ResourceType, item.ResourceId, item.Success, item.Phase));
        Assert.Equal("Ada", NewOf(item, "Name"));
        Assert.Equal("12.5", NewOf(item, "Balance"));
        Assert.Equal($"{ada.Id}", item.Changes.Single(c => c.Field == "Id").New!.ToJsonString());
        Assert.DoesNotContain(item.Changes, change => change.Old is not null);
    }

    [Fact]
    public async Task An_update_is_recorded_with_what_changed_and_nothing_else()
    {
        await using Shop shop = Open();
        Customer ada = Some();
        shop.Add(ada);
        await shop.SaveChangesAsync(Cancelled);
        ada.Name = "Ada L.";
        shop.Entry(ada).Property("LastSeen").CurrentValue = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        await shop.SaveChangesAsync(Cancelled);

        AuditEvent item = (await EventsAsync())[^1];
        Assert.Equal(("customer.update", $"{ada.Id}"), (item.Action, item.ResourceId));
        Assert.Equal(["LastSeen", "Name"], item.Changes.Select(c => c.Field).Order());
        Assert.Equal("Ada", (string?)item.Changes.Single(c => c.Field == "Name").Old);
        Assert.Equal("Ada L.", NewOf(item, "Name"));
        Assert.Equal("2026-01-02T03:04:05.0000000Z", NewOf(item, "LastSeen"));
    }

    [Fact]
    public async Task A_delete_is_recorded_with_what_was_there()
    {
        await using Shop shop = Open();
        Customer ada = Some();
        shop.Add(ada);
        await shop.SaveChangesAsync(Cancelled);
        int id = ada.Id;
        shop.Remove(ada);
        await shop.SaveChangesAsync(Cancelled);

        AuditEvent item = (await EventsAsync())[^1];
        Assert.Equal(("customer.delete", $"{id}"), (item.Action, item.ResourceId));
        Assert.Equal("Ada", (string?)item.Changes.Single(c => c.Field == "Name").Old);
        Assert.DoesNotContain(item.Changes, change => change.New is not null);
    }

    [Fact]
    public async Task A_save_without_async_is_recorded_when_it_returns()
    {
        using Shop shop = Open();
        shop.Add(Some());
        shop.SaveChanges();
        Assert.Equal("customer.insert", Assert.Single(await EventsAsync()).Action);
    }

    [Fact]
    public async Task A_save_that_changes_nothing_is_not_recorded()
    {
        await using Shop shop = Open();
        await shop.SaveChangesAsync(Cancelled);
        shop.Add(new Note { Text = "not audited" });
        await shop.SaveChangesAsync(Cancelled);
        Assert.Empty(await EventsAsync());
    }

    [Fact]
    public async Task All_rows_of_a_save_have_one_operation_id_and_a_composite_key_is_joined()
    {
        await using Shop shop = Open();
        string place = Guid.NewGuid().ToString("N");
        shop.AddRange(Some(), new Stock { Place = place, Article = 7 });
        await shop.SaveChangesAsync(Cancelled);

        AuditEvent[] events = await EventsAsync();
        Assert.Equal(2, events.Length);
        Assert.NotNull(events[0].OperationId);
        Assert.Equal(events[0].OperationId, events[1].OperationId);
        Assert.Equal($"{place},7", events.Single(e => e.Action == "shelf.insert").ResourceId);
    }

    [Fact]
    public async Task A_save_is_one_event_where_the_setting_says_so()
    {
        await using Shop shop = Open(new() { Grouping = EntityGrouping.PerSave });
        Customer ada = Some();
        shop.AddRange(ada, Some("Bob"));
        await shop.SaveChangesAsync(Cancelled);

        AuditEvent item = Assert.Single(await EventsAsync());
        Assert.Equal(("shop.save", "shop"), (item.Action, item.ResourceType));
        Assert.Equal("Ada", NewOf(item, $"customer[{ada.Id}].Name"));
        Assert.Equal(2, (int?)item.AdditionalData!["entities"]!["customer.insert"]);
    }

    [Fact]
    public async Task A_save_that_the_database_refuses_is_one_failure_without_values()
    {
        await using Shop shop = Open();
        string place = Guid.NewGuid().ToString("N");
        shop.Add(new Stock { Place = place, Article = 1 });
        await shop.SaveChangesAsync(Cancelled);
        await using Shop other = Open();
        other.Add(new Stock { Place = place, Article = 1 });
        await Assert.ThrowsAsync<DbUpdateException>(() => other.SaveChangesAsync(Cancelled));

        AuditEvent failed = (await EventsAsync())[^1];
        Assert.Equal(("shelf.insert", false), (failed.Action, failed.Success));
        Assert.Contains("DbUpdateException", failed.ErrorMessage, StringComparison.Ordinal);
        Assert.DoesNotContain(place, failed.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_conflict_is_recorded_as_a_failure_and_never_as_a_success()
    {
        await using Shop shop = Open();
        Customer ada = Some();
        shop.Add(ada);
        await shop.SaveChangesAsync(Cancelled);
        await using Shop other = Open();
        Customer same = await other.Customers.SingleAsync(c => c.Id == ada.Id, Cancelled);
        same.Version = 2;
        await other.SaveChangesAsync(Cancelled);
        ada.Name = "too late";
        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => shop.SaveChangesAsync(Cancelled));

        AuditEvent[] events = await EventsAsync();
        Assert.Equal([true, true, false], events.Select(e => e.Success));
        Assert.Contains("meanwhile", events[^1].ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_contexts_at_once_are_recorded_apart()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async i =>
        {
            await using Shop shop = Open();
            for (int n = 0; n < 5; n++)
            {
                shop.Add(Some($"{i}.{n}"));
                await shop.SaveChangesAsync(Cancelled);
            }
        }));
        AuditEvent[] events = await EventsAsync();
        Assert.Equal(20, events.Select(e => NewOf(e, "Name")).Distinct().Count());
        Assert.Equal(20, events.Select(e => e.OperationId).Distinct().Count());
    }

    [Fact]
    public async Task Who_is_acting_is_in_the_event()
    {
        using (Trail.Context.Begin(new() { UserId = "u1", IpAddress = "192.0.2.7" }))
        {
            await using Shop shop = Open();
            shop.Add(Some());
            await shop.SaveChangesAsync(Cancelled);
        }

        AuditEvent item = Assert.Single(await EventsAsync());
        Assert.Equal(("u1", "192.0.2.7"), (item.UserId, item.IpAddress));
    }

    static string? NewOf(AuditEvent item, string field) => (string?)item.Changes.Single(c => c.Field == field).New;
}
