using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MetaLogging.EntityFrameworkCore.Tests.Databases;
using MetaLogging.EntityFrameworkCore.Tests.Support;
using MetaLogging.Events;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace MetaLogging.EntityFrameworkCore.Tests;

public sealed class ValuesOnSqliteTests(SqliteDatabase database) : ValuesTests(database), IClassFixture<SqliteDatabase>;

public sealed class ValuesOnPostgresTests(PostgresDatabase database) : ValuesTests(database), IClassFixture<PostgresDatabase>;

public abstract class ValuesTests(ShopDatabase database) : ShopTests(database)
{
    [Fact]
    public async Task Values_keep_their_meaning_whatever_JSON_holds()
    {
        AuditEvent item = await InsertAsync(c =>
        {
            (c.Mood, c.Balance, c.Points, c.Weight, c.Born) = (Mood.Cross, 79228162514264337593543950335m / 1000, long.MaxValue, 0.1, new DateOnly(1815, 12, 10));
        });
        Assert.Equal("\"Cross\"", JsonOf(item, "Mood"));
        Assert.Equal("\"79228162514264337593543950.335\"", JsonOf(item, "Balance"));
        Assert.Equal("\"9223372036854775807\"", JsonOf(item, "Points"));
        Assert.Equal("0.1", JsonOf(item, "Weight"));
        Assert.Equal("\"1815-12-10\"", JsonOf(item, "Born"));
    }

    [Fact]
    public async Task A_column_of_5_MB_is_recorded_by_length_and_hash()
    {
        byte[] photo = RandomNumberGenerator.GetBytes(5 << 20);
        string text = new('x', 5 << 20);
        AuditEvent item = await InsertAsync(c => (c.Photo, c.Text) = (photo, text));
        Assert.Equal(photo.Length, (int?)NodeOf(item, "Photo")!["length"]);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(photo)), (string?)NodeOf(item, "Photo")!["sha256"]);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))), (string?)NodeOf(item, "Text")!["sha256"]);
    }

    [Fact]
    public async Task A_value_that_cannot_be_read_is_noted_and_the_save_goes_on()
    {
        AuditEvent item = await InsertAsync(c => c.Riddle = new Riddle("42"));
        Assert.Equal("InvalidOperationException", (string?)NodeOf(item, "Riddle")!["unreadable"]);
        Assert.DoesNotContain("42", item.Changes.Single(c => c.Field == "Riddle").New!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("\"Ada\"", JsonOf(item, "Name"));
    }

    [Fact]
    public async Task Secrets_are_hidden_and_their_change_is_seen()
    {
        await using Shop shop = Open();
        Customer ada = Some();
        (ada.PasswordHash, ada.Hint, ada.Internal) = ("first-hash", "first-hint", "x");
        shop.AddRange(ada, new Card { CardPin = "1234" });
        await shop.SaveChangesAsync(Cancelled);
        (ada.PasswordHash, ada.Hint, ada.Internal) = ("second-hash", "second-hint", "y");
        await shop.SaveChangesAsync(Cancelled);

        AuditEvent[] events = await EventsAsync();
        AuditEvent update = events.Single(e => e.Action == "customer.update");
        Assert.Equal(["Hint", "PasswordHash"], update.Changes.Select(c => c.Field).Order());
        Assert.All(update.Changes, change => Assert.Equal(("[hidden]", "[hidden]"), ((string?)change.Old, (string?)change.New)));
        Assert.Equal("\"[hidden]\"", JsonOf(events.Single(e => e.Action == "card.insert"), "CardPin"));
        Assert.Equal("\"card\"", JsonOf(events.Single(e => e.Action == "card.insert"), "Kind"));
    }

    [Fact]
    public async Task Personal_data_is_marked_by_attribute_by_model_and_by_Identitys_own_attribute()
    {
        AuditEvent plain = await InsertAsync(_ => { });
        Assert.Equal((false, 0), (plain.PrivacyImpact, plain.DataCategories.Count));
        AuditEvent item = await InsertAsync(c =>
            (c.Email, c.Phone, c.Born, c.Address) = ("ada@example.org", "1", new DateOnly(1815, 12, 10), new Address { Street = "St James's Square" }));
        Assert.True(item.PrivacyImpact);
        Assert.Equal(["birth", "contact", "location", "personal_data"], item.DataCategories);
    }

    [Fact]
    public async Task Owned_and_complex_values_are_fields_of_their_owner()
    {
        await using Shop shop = Open();
        Customer ada = Some();
        (ada.Address, ada.Size) = (new Address { City = "London" }, new Size(1, 2));
        shop.Add(ada);
        await shop.SaveChangesAsync(Cancelled);
        ada.Address.City = "Oxford";
        await shop.SaveChangesAsync(Cancelled);
        ada.Address = new Address { City = "Bath" };
        ada.Size = new Size(1, 3);
        await shop.SaveChangesAsync(Cancelled);
        ada.Address = null;
        await shop.SaveChangesAsync(Cancelled);

        AuditEvent[] events = await EventsAsync();
        Assert.Equal(["customer.insert", "customer.update", "customer.update", "customer.update"], events.Select(e => e.Action));
        Assert.All(events, e => Assert.Equal($"{ada.Id}", e.ResourceId));
        Assert.Equal("2", JsonOf(events[0], "Size.Height"));
        Assert.Equal([("Address.City", "\"London\"", "\"Oxford\"")], ChangesOf(events[1]));
        Assert.Equal([("Address.City", "\"Oxford\"", "\"Bath\""), ("Size.Height", "2", "3")], ChangesOf(events[2]));
        Assert.Equal([("Address.City", "\"Bath\"", null)], ChangesOf(events[3]));
    }

    [Fact]
    public async Task A_row_that_joins_two_entities_is_recorded_with_both_ids_and_a_collection_of_owned_ones_by_themselves()
    {
        await using Shop shop = Open();
        Tag tag = new() { Name = "gift" };
        Order order = new() { Tags = { tag }, Lines = { new Line { Article = "book" } } };
        shop.Add(order);
        await shop.SaveChangesAsync(Cancelled);
        order.Tags.Clear();
        await shop.SaveChangesAsync(Cancelled);

        AuditEvent[] events = await EventsAsync();
        AuditEvent joined = events.Single(e => e.Action == "order_tag.insert");
        Assert.Equal($"{order.Id},{tag.Id}", joined.ResourceId);
        Assert.Equal($"\"{order.Id}\"", JsonOf(joined, "OrdersId"));
        Assert.Equal($"{tag.Id}", JsonOf(joined, "TagsId"));
        Assert.Equal($"{order.Id},{tag.Id}", events.Single(e => e.Action == "order_tag.delete").ResourceId);
        Assert.Equal("\"book\"", JsonOf(events.Single(e => e.Action == "line.insert"), "Article"));
    }

    [Fact]
    public async Task What_is_kept_as_JSON_is_fields_of_its_owner()
    {
        await using Shop shop = Open();
        Order order = new() { Parcel = new Parcel { Weight = 1, Seals = { new Seal { Number = "a" } } }, Hints = [new Hint { Text = "x", Password = "secret" }] };
        shop.Add(order);
        await shop.SaveChangesAsync(Cancelled);
        order.Parcel.Seals[0].Number = "b";
        order.Hints[0].Text = "y";
        await shop.SaveChangesAsync(Cancelled);

        AuditEvent[] events = await EventsAsync();
        Assert.Equal(["order.insert", "order.update"], events.Select(e => e.Action));
        Assert.Equal("1", JsonOf(events[0], "Parcel.Weight"));
        Assert.All(events, e => Assert.Equal(["shipping"], e.DataCategories));   // said of the parcel as a whole
        (string Field, string? Old, string? New)[] changes = ChangesOf(events[1]);
        Assert.Contains(changes, c => c.Field.StartsWith("Parcel.Seals[", StringComparison.Ordinal) && (c.Old, c.New) == ("\"a\"", "\"b\""));
        Assert.Contains(changes, c => c is ("Hints", _, "[{\"Password\":\"[hidden]\",\"Text\":\"y\"}]"));
    }

    [Fact]
    public async Task A_cycle_of_entities_does_not_matter()
    {
        await using Shop shop = Open();
        Employee boss = new() { Name = "boss" };
        Employee other = new() { Name = "other", Boss = boss };
        shop.AddRange(boss, other);
        await shop.SaveChangesAsync(Cancelled);
        boss.Boss = other;
        await shop.SaveChangesAsync(Cancelled);

        AuditEvent update = (await EventsAsync())[^1];
        Assert.Equal([("BossId", null, $"{other.Id}")], ChangesOf(update));
    }

    [Fact]
    public async Task A_detached_entity_that_is_updated_says_that_its_old_values_are_unknown()
    {
        int id;
        await using (Shop shop = Open())
        {
            Customer ada = Some();
            shop.Add(ada);
            await shop.SaveChangesAsync(Cancelled);
            id = ada.Id;
        }

        await using Shop other = Open();
        other.Update(new Customer { Id = id, Name = "Ada L." });
        await other.SaveChangesAsync(Cancelled);
        AuditEvent update = (await EventsAsync())[^1];
        Assert.Equal("unknown", (string?)update.AdditionalData!["old_values"]);
        Assert.Equal((null, "\"Ada L.\""), ChangesOf(update).Where(c => c.Field == "Name").Select(c => (c.Old, c.New)).Single());
    }

    [Fact]
    public async Task An_event_that_is_too_large_is_split_and_its_parts_have_one_operation_id()
    {
        await using Shop shop = Open(new() { Grouping = EntityGrouping.PerSave });
        for (int i = 0; i < 60; i++)
        {
            Customer some = Some($"{i}");
            some.Text = new string('\u0001', 3000);   // six bytes a character in canonical JSON
            shop.Add(some);
        }

        await shop.SaveChangesAsync(Cancelled);
        AuditEvent[] events = await EventsAsync();
        Assert.True(events.Length > 1);
        Assert.Single(events.Select(e => e.OperationId).Distinct());
        Assert.Equal(Enumerable.Range(1, events.Length).Select(n => (n, events.Length)), events.Select(e => ((int)e.AdditionalData!["part"]!, (int)e.AdditionalData["parts"]!)));
        Assert.Equal(60, events.SelectMany(e => e.Changes).Count(c => c.Field.EndsWith(".Name", StringComparison.Ordinal)));
    }

    async Task<AuditEvent> InsertAsync(Action<Customer> set)
    {
        await using Shop shop = Open();
        Customer ada = Some();
        set(ada);
        shop.Add(ada);
        await shop.SaveChangesAsync(Cancelled);
        return (await EventsAsync())[^1];
    }

    static JsonNode? NodeOf(AuditEvent item, string field) => item.Changes.Single(c => c.Field == field).New;

    static string? JsonOf(AuditEvent item, string field) => NodeOf(item, field)?.ToJsonString();

    static (string Field, string? Old, string? New)[] ChangesOf(AuditEvent item) =>
        [.. item.Changes.Select(c => (c.Field, c.Old?.ToJsonString(), c.New?.ToJsonString())).OrderBy(c => c.Field, StringComparer.Ordinal)];
}
