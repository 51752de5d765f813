using MetaLogging.EntityFrameworkCore.Statements;
using MetaLogging.EntityFrameworkCore.Tests.Databases;
using MetaLogging.EntityFrameworkCore.Tests.Support;
using MetaLogging.Events;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace MetaLogging.EntityFrameworkCore.Tests;

public sealed class StatementsOnSqliteTests(SqliteDatabase database) : StatementsTests(database), IClassFixture<SqliteDatabase>;

public sealed class StatementsOnPostgresTests(PostgresDatabase database) : StatementsTests(database), IClassFixture<PostgresDatabase>;

public abstract class StatementsTests(ShopDatabase database) : ShopTests(database)
{
    [Fact]
    public async Task A_bulk_update_is_one_statement_with_table_and_count_and_without_values()
    {
        await using Shop shop = Open();
        string name = "secret-name-" + Guid.NewGuid().ToString("N");
        shop.AddRange(Some(name), Some(name));
        await shop.SaveChangesAsync(Cancelled);
        await shop.Customers.Where(c => c.Name == name).ExecuteUpdateAsync(set => set.SetProperty(c => c.Email, "new@example.org"), Cancelled);

        AuditEvent item = (await EventsAsync())[^1];
        Assert.Equal(("statement.update", "customer", true, true), (item.Action, item.ResourceType, item.Success, item.PrivacyImpact));
        Assert.Equal("[\"Customers\"]", item.AdditionalData!["tables"]!.ToJsonString());
        Assert.Equal(2, (int)item.AdditionalData["rows"]!);
        Assert.Contains("UPDATE \"Customers\"", (string?)item.AdditionalData["statement"], StringComparison.Ordinal);
        Assert.DoesNotContain("example.org", (string?)item.AdditionalData["statement"], StringComparison.Ordinal);
        Assert.DoesNotContain(name, (string?)item.AdditionalData["statement"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bulk_delete_and_raw_SQL_are_statements_too()
    {
        await using Shop shop = Open();
        await shop.Tags.Where(t => t.Id < 0).ExecuteDeleteAsync(Cancelled);
        await shop.Database.ExecuteSqlRawAsync("UPDATE \"Tags\" SET \"Name\" = 'O''Brien, 4711' WHERE \"Id\" = 42 -- for 'Ada'", Cancelled);
        shop.Database.ExecuteSql($"DELETE FROM \"Tags\" WHERE \"Name\" = {"Ada"}");

        AuditEvent[] events = await EventsAsync();
        Assert.Equal(["statement.delete", "statement.update", "statement.delete"], events.Select(e => e.Action));
        Assert.All(events, e => Assert.Equal("tag", e.ResourceType));
        Assert.Equal("UPDATE \"Tags\" SET \"Name\" = ? WHERE \"Id\" = ?", (string?)events[1].AdditionalData!["statement"]);
    }

    [Fact]
    public async Task The_commands_of_a_save_are_not_recorded_twice_and_statements_can_be_switched_off()
    {
        await using Shop shop = Open(new() { Statements = StatementRecording.Off });
        shop.Add(Some());
        await shop.SaveChangesAsync(Cancelled);
        await shop.Tags.Where(t => t.Id < 0).ExecuteDeleteAsync(Cancelled);
        Assert.Equal("customer.insert", Assert.Single(await EventsAsync()).Action);
    }

    [Fact]
    public async Task A_statement_by_hash_has_no_text()
    {
        await using Shop shop = Open(new() { Statements = StatementRecording.Hash });
        await shop.Tags.Where(t => t.Id < 0).ExecuteDeleteAsync(Cancelled);
        AuditEvent item = Assert.Single(await EventsAsync());
        Assert.Null(item.AdditionalData!["statement"]);
        Assert.Equal(64, ((string?)item.AdditionalData["statement_sha256"])!.Length);
    }

    [Fact]
    public async Task A_statement_that_fails_is_a_failure()
    {
        await using Shop shop = Open();
        await Assert.ThrowsAnyAsync<Exception>(() => shop.Database.ExecuteSqlRawAsync("DELETE FROM nowhere WHERE name = 'Ada'", Cancelled));
        AuditEvent item = Assert.Single(await EventsAsync());
        Assert.Equal(("statement.delete", "nowhere", false), (item.Action, item.ResourceType, item.Success));
        Assert.DoesNotContain("Ada", item.ErrorMessage, StringComparison.Ordinal);
    }
}

public sealed class StatementTextTests
{
    [Theory]
    [InlineData("SELECT $$it's 5$$, N'x', 1.5e3, -2, $a$Ada's$a$", "SELECT ?, ?, ?, -?, ?")]
    [InlineData("UPDATE t1 SET c2 = @p0, d = :p1, e = $1 /* 'secret' */", "UPDATE t1 SET c2 = @p0, d = :p1, e = $?")]
    [InlineData("UPDATE \"my 5\" SET [a 1] = 'x'", "UPDATE \"my 5\" SET [a 1] = ?")]
    [InlineData("UPDATE t SET a = 'unclosed 123", "UPDATE t SET a = ?")]
    [InlineData("UPDATE t SET a = x'00ff', b=0xFF", "UPDATE t SET a = ?, b=?")]
    [InlineData("UPDATE t SET a = 'C:\\', b = 'Ada'", "UPDATE t SET a = ? …")]
    [InlineData("UPDATE t SET a = 1 /* /* */ Ada */", "UPDATE t SET a = ? …")]
    [InlineData("UPDATE t SET a = \"Ada\" WHERE b LIKE'Bob' AND c = ARRAY['Ada', 'Bob'] AND d = [a, 'Ada']", "UPDATE t SET a = ? WHERE b LIKE? AND c = ARRAY[?, ?] AND d = [a, ?]")]
    public void A_statement_is_written_down_without_its_values(string sql, string text) => Assert.Equal(text, StatementText.Of(sql, name => name == "my 5").Text);

    [Theory]
    [InlineData("WITH old AS (SELECT 1) DELETE FROM ONLY public.\"Orders\" o USING old", "delete", "Orders")]
    [InlineData("insert or replace into tags values (1)", "insert", "tags")]
    [InlineData("VACUUM", "execute", "")]
    public void A_statement_tells_its_verb_and_its_tables(string sql, string verb, string tables)
    {
        StatementText statement = StatementText.Of(sql, _ => true);
        Assert.Equal((verb, tables), (statement.Verb, string.Join(' ', statement.Tables)));
    }
}
