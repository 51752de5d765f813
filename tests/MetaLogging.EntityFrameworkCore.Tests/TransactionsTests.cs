using MetaLogging.EntityFrameworkCore.Tests.Databases;
using MetaLogging.EntityFrameworkCore.Tests.Support;
using MetaLogging.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;
using Xunit;

namespace MetaLogging.EntityFrameworkCore.Tests;

public sealed class TransactionsOnSqliteTests(SqliteDatabase database) : TransactionsTests(database), IClassFixture<SqliteDatabase>
{
    [Fact]
    public async Task An_ambient_transaction_in_which_the_provider_takes_no_part_is_not_waited_for()
    {
        DbContextOptionsBuilder<Shop> options = new();
        Database.Use(options);
        options.ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.AmbientTransactionWarning)).AddAuditTrail(Trail);
        string name = Guid.NewGuid().ToString("N");
        using (System.Transactions.TransactionScope scope = new(System.Transactions.TransactionScopeAsyncFlowOption.Enabled))
        {
            await using Shop shop = new(options.Options);
            shop.Add(Some(name));
            await shop.SaveChangesAsync(Cancelled);
        }

        await using Shop other = new(Unaudited());
        Assert.Equal(1, await other.Customers.CountAsync(c => c.Name == name, Cancelled));
        Assert.True(Assert.Single(await EventsAsync()).Success);
    }
}

public sealed class TransactionsOnPostgresTests(PostgresDatabase database) : TransactionsTests(database), IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task An_ambient_transaction_is_recorded_when_it_commits_and_as_undone_when_it_does_not()
    {
        using (System.Transactions.TransactionScope scope = new(System.Transactions.TransactionScopeAsyncFlowOption.Enabled))
        {
            await using Shop shop = Open();
            shop.Add(Some());
            await shop.SaveChangesAsync(Cancelled);
            Assert.Empty(await EventsAsync());
            scope.Complete();
        }

        Assert.Equal("customer.insert", Assert.Single(await EventsAsync()).Action);
        using (System.Transactions.TransactionScope scope = new(System.Transactions.TransactionScopeAsyncFlowOption.Enabled))
        {
            await using Shop shop = Open();
            shop.Add(Some());
            await shop.SaveChangesAsync(Cancelled);
        }

        AuditEvent[] events = await EventsAsync();
        Assert.Equal(2, events.Length);
        Assert.Equal(("transaction.rollback", false), (events[^1].Action, events[^1].Success));
    }

    [Fact]
    public async Task A_connection_that_is_lost_leaves_no_success()
    {
        await using Shop shop = Open();
        await using (IDbContextTransaction transaction = await shop.Database.BeginTransactionAsync(Cancelled))
        {
            shop.Add(Some());
            await shop.SaveChangesAsync(Cancelled);
            int backend = (await shop.Database.SqlQueryRaw<int>("SELECT pg_backend_pid() AS \"Value\"").ToListAsync(Cancelled)).Single();
            await using Shop other = new(Unaudited());
            await other.Database.SqlQuery<bool>($"SELECT pg_terminate_backend({backend}) AS \"Value\"").ToListAsync(Cancelled);
            await Assert.ThrowsAnyAsync<Exception>(() => transaction.CommitAsync(Cancelled));
        }

        AuditEvent item = Assert.Single(await EventsAsync());
        Assert.Equal(("transaction.rollback", false), (item.Action, item.Success));
        Assert.Contains("not known", item.ErrorMessage, StringComparison.Ordinal);
    }
}

public abstract class TransactionsTests(ShopDatabase database) : ShopTests(database)
{
    [Fact]
    public async Task What_is_done_in_a_transaction_is_recorded_after_its_commit()
    {
        await using Shop shop = Open();
        await using (IDbContextTransaction transaction = await shop.Database.BeginTransactionAsync(Cancelled))
        {
            shop.Add(Some("one"));
            await shop.SaveChangesAsync(Cancelled);
            shop.Add(Some("two"));
            await shop.SaveChangesAsync(Cancelled);
            Assert.Empty(await EventsAsync());
            await transaction.CommitAsync(Cancelled);
        }

        Assert.Equal(["customer.insert", "customer.insert"], (await EventsAsync()).Select(e => e.Action));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_transaction_that_is_rolled_back_or_left_is_one_failure_with_counts(bool isRolledBack)
    {
        await using Shop shop = Open();
        await using (IDbContextTransaction transaction = await shop.Database.BeginTransactionAsync(Cancelled))
        {
            shop.AddRange(Some("one"), Some("two"));
            await shop.SaveChangesAsync(Cancelled);
            await shop.Customers.Where(c => c.Id < 0).ExecuteDeleteAsync(Cancelled);
            if (isRolledBack)
            {
                await transaction.RollbackAsync(Cancelled);
            }
        }

        AuditEvent item = Assert.Single(await EventsAsync());
        Assert.Equal(("transaction.rollback", false), (item.Action, item.Success));
        Assert.Equal((1, 2, 1), ((int)item.AdditionalData!["saves"]!, (int)item.AdditionalData["inserts"]!, (int)item.AdditionalData["statements"]!));
    }

    [Fact]
    public async Task A_transaction_that_is_left_without_async_is_a_failure_when_it_is_disposed()
    {
        using Shop shop = Open();
        using (shop.Database.BeginTransaction())
        {
            shop.Add(Some());
            shop.SaveChanges();
        }

        Assert.Equal("transaction.rollback", Assert.Single(await EventsAsync()).Action);
    }

    [Fact]
    public async Task What_came_after_a_savepoint_that_was_rolled_back_to_is_not_recorded()
    {
        await using Shop shop = Open();
        await using IDbContextTransaction transaction = await shop.Database.BeginTransactionAsync(Cancelled);
        shop.Add(Some("kept"));
        await shop.SaveChangesAsync(Cancelled);
        await transaction.CreateSavepointAsync("here", Cancelled);
        shop.Add(Some("undone"));
        await shop.SaveChangesAsync(Cancelled);
        await transaction.RollbackToSavepointAsync("here", Cancelled);
        shop.ChangeTracker.Clear();
        shop.Add(Some("kept too"));
        await shop.SaveChangesAsync(Cancelled);
        await transaction.CommitAsync(Cancelled);

        AuditEvent[] events = await EventsAsync();
        Assert.Equal(["kept", "kept too"], events.Select(e => (string?)e.Changes.Single(c => c.Field == "Name").New));
        Assert.All(events, e => Assert.Null(e.AdditionalData));
    }

    [Fact]
    public async Task What_a_rollback_to_one_of_several_savepoints_may_have_undone_says_so()
    {
        await using Shop shop = Open();
        await using IDbContextTransaction transaction = await shop.Database.BeginTransactionAsync(Cancelled);
        await transaction.CreateSavepointAsync("outer", Cancelled);
        shop.Add(Some("between"));
        await shop.SaveChangesAsync(Cancelled);
        await transaction.CreateSavepointAsync("inner", Cancelled);
        shop.Add(Some("undone"));
        await shop.SaveChangesAsync(Cancelled);
        await transaction.RollbackToSavepointAsync("outer", Cancelled);
        await transaction.CommitAsync(Cancelled);

        AuditEvent item = Assert.Single(await EventsAsync());
        Assert.Equal("between", (string?)item.Changes.Single(c => c.Field == "Name").New);
        Assert.NotNull(item.AdditionalData!["uncertain"]);
    }

    [Fact]
    public async Task A_save_that_failed_in_a_transaction_is_a_failure_and_the_others_are_recorded()
    {
        await using Shop shop = Open();
        await using IDbContextTransaction transaction = await shop.Database.BeginTransactionAsync(Cancelled);
        string place = Guid.NewGuid().ToString("N");
        await transaction.CreateSavepointAsync("ours", Cancelled);
        shop.Add(new Stock { Place = place, Article = 1 });
        await shop.SaveChangesAsync(Cancelled);
        shop.ChangeTracker.Clear();
        shop.Add(new Stock { Place = place, Article = 1 });
        await Assert.ThrowsAsync<DbUpdateException>(() => shop.SaveChangesAsync(Cancelled));
        shop.ChangeTracker.Clear();
        shop.Update(new Stock { Place = place, Article = 2 });
        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => shop.SaveChangesAsync(Cancelled));
        await transaction.CommitAsync(Cancelled);

        AuditEvent[] events = await EventsAsync();
        Assert.Equal([("shelf.insert", false), ("shelf.update", false), ("shelf.insert", true)], events.Select(e => (e.Action, e.Success)));
        Assert.Null(events[^1].AdditionalData);   // what EF Core went back to was its own savepoint, behind ours
    }

    [Fact]
    public async Task Contexts_that_share_a_transaction_are_recorded_when_it_commits()
    {
        await using Shop first = Open();
        await using IDbContextTransaction transaction = await first.Database.BeginTransactionAsync(Cancelled);
        DbContextOptionsBuilder<Shop> options = new();
        Database.Use(options);
        await using Shop second = new(options.AddAuditTrail(Trail).Options);
        second.Database.SetDbConnection(first.Database.GetDbConnection());
        await second.Database.UseTransactionAsync(transaction.GetDbTransaction(), Cancelled);
        first.Add(Some("first"));
        await first.SaveChangesAsync(Cancelled);
        second.Add(Some("second"));
        await second.SaveChangesAsync(Cancelled);
        Assert.Empty(await EventsAsync());
        await transaction.CommitAsync(Cancelled);
        Assert.Equal(2, (await EventsAsync()).Length);
    }

    [Fact]
    public async Task What_is_done_in_a_transaction_of_somebody_else_is_an_intent_until_its_end_is_seen()
    {
        await using Shop shop = Open();
        await shop.Database.OpenConnectionAsync(Cancelled);
        await using (System.Data.Common.DbTransaction transaction = await shop.Database.GetDbConnection().BeginTransactionAsync(Cancelled))
        {
            await shop.Database.UseTransactionAsync(transaction, Cancelled);
            shop.Add(Some());
            await shop.SaveChangesAsync(Cancelled);
            Assert.Equal(OperationPhase.Intent, Assert.Single(await EventsAsync()).Phase);
            await shop.Database.CommitTransactionAsync(Cancelled);
        }

        AuditEvent[] events = await EventsAsync();
        Assert.Equal([OperationPhase.Intent, OperationPhase.Outcome], events.Select(e => e.Phase!.Value));
        Assert.Equal(events[0].OperationId, events[1].OperationId);
    }

    [Fact]
    public async Task What_a_transaction_of_somebody_else_left_unknown_is_not_told_as_done_by_the_next_one()
    {
        await using Shop shop = Open();
        await shop.Database.OpenConnectionAsync(Cancelled);
        for (int i = 0; i < 2; i++)
        {
            System.Data.Common.DbTransaction foreign = await shop.Database.GetDbConnection().BeginTransactionAsync(Cancelled);
            await shop.Database.UseTransactionAsync(foreign, Cancelled);
            shop.Add(Some("unknown"));
            await shop.SaveChangesAsync(Cancelled);
            await shop.Database.UseTransactionAsync(null, Cancelled);
            await foreign.RollbackAsync(Cancelled);
            await foreign.DisposeAsync();
            shop.ChangeTracker.Clear();
        }

        await using (IDbContextTransaction transaction = await shop.Database.BeginTransactionAsync(Cancelled))
        {
            shop.Add(Some("known"));
            await shop.SaveChangesAsync(Cancelled);
            await transaction.CommitAsync(Cancelled);
        }

        AuditEvent[] events = await EventsAsync();
        Assert.Equal(
            [("unknown", OperationPhase.Intent), ("unknown", OperationPhase.Intent), ("known", (OperationPhase?)null)],
            events.Select(e => ((string)e.Changes.Single(c => c.Field == "Name").New!, e.Phase)));
    }

    protected DbContextOptions<Shop> Unaudited()
    {
        DbContextOptionsBuilder<Shop> options = new();
        Database.Use(options);
        return options.Options;
    }
}
