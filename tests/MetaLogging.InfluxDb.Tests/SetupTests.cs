using System.Text.Json.Nodes;
using MetaLogging.InfluxDb.Tests.Support;
using MetaLogging.Queries;
using MetaLogging.Stores;

namespace MetaLogging.InfluxDb.Tests;

/// <summary>Users, databases and policies that are not as the settings say: errors in words, with the remedy, and no secrets.</summary>
public sealed class SetupTests(AskingServer asking) : IClassFixture<AskingServer>
{
    const string Password = "pä55w0rd'\"\\; DROP DATABASE x";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    InfluxServer Server => asking.Server;

    [Theory]
    [InlineData("boss", "wrong-secret")]
    [InlineData("nobody-of-that-name", "wrong-secret")]
    [InlineData("", "")]
    public async Task A_wrong_password_is_said_in_words_and_mends_itself_when_it_is_set_right(string user, string password)
    {
        string database = await Server.CreateDatabaseAsync();
        InfluxDbOptions options = Server.Options(database);
        options.Username = user;
        options.Password = password;
        CollectingLogger log = new();
        await using InfluxDbStore store = Opening.New(options, log: log);
        StoreException e = await Assert.ThrowsAsync<StoreException>(() => store.OpenAsync(Trail.Origin, Cancellation).AsTask());
        Assert.False(e.IsTransient);
        Assert.Contains("InfluxDB", e.Message, StringComparison.Ordinal);
        Assert.Contains("INFLUXDB_PASSWORD", e.Message, StringComparison.Ordinal);
        AssertNoSecret(e + log.Text, "wrong-secret");
    }

    [Fact]
    public async Task A_user_with_rights_on_the_database_alone_can_write_and_ask()
    {
        string database = await Server.CreateDatabaseAsync();
        await Server.CreateUserAsync("writer", Password);
        await Server.ExecuteAsync($"GRANT ALL ON {Quoted.Identifier(database)} TO writer");
        Trail trail = SomeTrail();
        CollectingLogger log = new();
        await using InfluxDbStore store = Opening.New(As("writer", database), log: log);
        await store.CatchUp(trail);
        Assert.Equal(trail.Shows(), await store.ShowAll());
        var (entry, order) = trail.AddErasure(Events.EntryParts.Actor, new Journaling.SequenceRange(1, 3));
        await store.ApplyAsync(entry, order, Cancellation);
        Assert.Equal(trail.Shows(), await store.ShowAll());
        AssertNoSecret(log.Text, Password);
    }

    [Fact]
    public async Task A_user_who_may_only_read_is_told_what_right_is_missing_and_gets_everything_when_it_is_granted()
    {
        string database = await Server.CreateDatabaseAsync();
        await Server.CreateUserAsync("reader", Password);
        await Server.ExecuteAsync($"GRANT READ ON {Quoted.Identifier(database)} TO reader");
        Trail trail = SomeTrail();
        await using InfluxDbStore store = Opening.New(As("reader", database));
        StoreException e = await Assert.ThrowsAsync<StoreException>(() => store.CatchUp(trail));
        Assert.False(e.IsTransient);
        Assert.Contains("InfluxDB", e.Message, StringComparison.Ordinal);
        Assert.Contains("may write", e.Message, StringComparison.Ordinal);
        AssertNoSecret(e.ToString(), Password);
        await Server.ExecuteAsync($"GRANT ALL ON {Quoted.Identifier(database)} TO reader");
        Assert.Equal(0, await store.CatchUp(trail));
        Assert.Equal(trail.Shows(), await store.ShowAll());
    }

    [Fact]
    public async Task A_user_who_may_only_write_is_told_what_right_is_missing()
    {
        string database = await Server.CreateDatabaseAsync();
        await Server.CreateUserAsync("blind", Password);
        await Server.ExecuteAsync($"GRANT WRITE ON {Quoted.Identifier(database)} TO blind");
        await using InfluxDbStore store = Opening.New(As("blind", database));
        StoreException e = await Assert.ThrowsAsync<StoreException>(() => store.OpenAsync(Trail.Origin, Cancellation).AsTask());
        Assert.False(e.IsTransient);
        Assert.Contains("right", e.Message, StringComparison.Ordinal);
        AssertNoSecret(e.ToString(), Password);
    }

    [Fact]
    public async Task A_user_with_rights_on_another_database_alone_is_told_so()
    {
        string database = await Server.CreateDatabaseAsync();
        string other = await Server.CreateDatabaseAsync();
        await Server.CreateUserAsync("stranger", Password);
        await Server.ExecuteAsync($"GRANT ALL ON {Quoted.Identifier(other)} TO stranger");
        await using InfluxDbStore store = Opening.New(As("stranger", database));
        StoreException e = await Assert.ThrowsAsync<StoreException>(() => store.OpenAsync(Trail.Origin, Cancellation).AsTask());
        Assert.False(e.IsTransient);
        Assert.Contains("InfluxDB", e.Message, StringComparison.Ordinal);
        AssertNoSecret(e.ToString(), Password);
    }

    [Fact]
    public async Task A_missing_database_that_may_not_be_made_is_an_error_that_names_it_and_the_setting()
    {
        InfluxDbOptions options = Server.Options(InfluxServer.NewDatabase());
        options.Create = false;
        Trail trail = SomeTrail();
        await using InfluxDbStore store = Opening.New(options);
        StoreException e = await Assert.ThrowsAnyAsync<StoreException>(() => store.CatchUp(trail));
        Assert.False(e.IsTransient);
        Assert.Contains(options.Database, e.Message, StringComparison.Ordinal);
        Assert.Contains("MetaLogging:InfluxDb:Create", e.Message, StringComparison.Ordinal);
        await Server.ExecuteAsync($"CREATE DATABASE {Quoted.Identifier(options.Database)}");
        await store.CatchUp(trail);
        Assert.Equal(trail.Shows(), await store.ShowAll());
    }

    [Fact]
    public async Task A_user_who_may_not_make_the_missing_database_is_told_so()
    {
        await Server.CreateUserAsync("humble", Password);
        await using InfluxDbStore store = Opening.New(As("humble", InfluxServer.NewDatabase()));
        StoreException e = await Assert.ThrowsAnyAsync<StoreException>(() => store.OpenAsync(Trail.Origin, Cancellation).AsTask());
        Assert.False(e.IsTransient);
        Assert.Contains("InfluxDB", e.Message, StringComparison.Ordinal);
        AssertNoSecret(e.ToString(), Password);
    }

    [Fact]
    public async Task A_database_is_made_with_the_duration_of_the_settings_and_one_that_is_there_keeps_its_own()
    {
        InfluxDbOptions options = Server.Options(InfluxServer.NewDatabase());
        options.Keep = TimeSpan.FromDays(400);
        await using (InfluxDbStore store = Opening.New(options))
        {
            await store.CatchUp(new Trail());
        }

        Assert.Equal("9600h0m0s", (await PoliciesAsync(options.Database)).Single().Duration);
        options.Keep = TimeSpan.FromDays(7);
        await using InfluxDbStore again = Opening.New(options);
        await again.CatchUp(new Trail());
        Assert.Equal("9600h0m0s", (await PoliciesAsync(options.Database)).Single().Duration);
    }

    [Fact]
    public async Task A_named_retention_policy_is_made_written_to_and_asked()
    {
        InfluxDbOptions options = Server.Options(await Server.CreateDatabaseAsync());
        options.RetentionPolicy = "for long; \"x\" 'y'";
        options.Keep = TimeSpan.FromDays(4000);
        Trail trail = SomeTrail();
        await using InfluxDbStore store = Opening.New(options);
        await store.CatchUp(trail);
        Assert.Contains((options.RetentionPolicy, "96000h0m0s"), await PoliciesAsync(options.Database));
        Assert.Equal(trail.Shows(), await store.ShowAll());
        Assert.Equal(
            trail.Next,
            (await store.CountAsync(new(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(80)), null, Cancellation)).AuditEvents);
        var (entry, order) = trail.AddErasure(Events.EntryParts.Actor, new Journaling.SequenceRange(1, 3));
        await store.ApplyAsync(entry, order, Cancellation);
        var (drop, dropOrder) = trail.AddDrop(2);
        await store.ApplyAsync(drop, dropOrder, Cancellation);
        Assert.Equal(trail.Shows(), await store.ShowAll());
        Assert.Empty(await Dump.OfAsync(Server, options.Database));   // it reads the default policy, where nothing was written
        await store.ClearAsync(Cancellation);
        await store.OpenAsync(Trail.Origin, Cancellation);
        Assert.Empty(await store.ShowAll());
    }

    [Fact]
    public async Task Compressed_writes_store_the_same()
    {
        await using ForwardingServer between = new(Server);
        InfluxDbOptions options = between.Options(InfluxServer.NewDatabase());
        options.Compress = true;
        Trail trail = SomeTrail();
        await using InfluxDbStore store = Opening.New(options);
        await store.CatchUp(trail);
        Assert.Equal(trail.Shows(), await store.ShowAll());
        Assert.All(between.Writes, write => Assert.Equal("gzip", write.Header("Content-Encoding")));
    }

    [Fact]
    public async Task A_missing_retention_policy_that_may_not_be_made_is_an_error_that_names_it()
    {
        InfluxDbOptions options = Server.Options(await Server.CreateDatabaseAsync());
        (options.RetentionPolicy, options.Create) = ("years", false);
        await using InfluxDbStore store = Opening.New(options);
        StoreException e = await Assert.ThrowsAnyAsync<StoreException>(() => store.OpenAsync(Trail.Origin, Cancellation).AsTask());
        Assert.False(e.IsTransient);
        Assert.Contains("years", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_of_version_2_against_a_server_of_version_1_are_an_error_that_names_the_version()
    {
        InfluxDbOptions options = Server.Options("unused");
        (options.Version, options.Org, options.Token, options.Bucket) = (2, "o", "secret-token", "b");
        await using InfluxDbStore store = new(options, TimeProvider.System);
        StoreException e = await Assert.ThrowsAnyAsync<StoreException>(() => store.OpenAsync(Trail.Origin, Cancellation).AsTask());
        Assert.Contains("INFLUXDB_VERSION", e.Message, StringComparison.Ordinal);
        AssertNoSecret(e.ToString(), "secret-token");
    }

    [Fact]
    public async Task A_database_whose_name_means_something_is_only_a_name()
    {
        InfluxDbOptions options = Server.Options("x\"; DROP DATABASE \"_internal\"; 'y' & z=% größe 😀");
        Trail trail = SomeTrail();
        await using InfluxDbStore store = Opening.New(options);
        await store.CatchUp(trail);
        Assert.Equal(trail.Shows(), await store.ShowAll());
        Assert.NotEmpty((await store.Find(new AuditEventQuery { UserId = ["user1"] })).ToList());
        Assert.Equal(trail.Next, (await Dump.OfAsync(Server, options.Database)).Length);
    }

    [Theory]
    [InlineData("a\\b")]
    [InlineData("../x")]
    public async Task A_database_name_that_InfluxDB_does_not_take_is_refused_in_words(string name)
    {
        await using InfluxDbStore store = Opening.New(Server.Options(name));
        StoreException e = await Assert.ThrowsAnyAsync<StoreException>(() => store.OpenAsync(Trail.Origin, Cancellation).AsTask());
        Assert.False(e.IsTransient);
        Assert.Contains("INFLUXDB_DATABASE", e.Message, StringComparison.Ordinal);
        Assert.Contains("name", e.Message, StringComparison.Ordinal);
    }

    InfluxDbOptions As(string user, string database)
    {
        InfluxDbOptions options = Server.Options(database);
        (options.Username, options.Password) = (user, Password);
        return options;
    }

    static Trail SomeTrail()
    {
        Trail trail = new();
        for (int i = 0; i < 10; i++)
        {
            trail.Add(Trail.Audit() with { UserId = $"user{i}" });
        }

        return trail;
    }

    async Task<(string Name, string Duration)[]> PoliciesAsync(string database)
    {
        JsonArray results = await Server.ExecuteAsync($"SHOW RETENTION POLICIES ON {Quoted.Identifier(database)}");
        return [.. results[0]!["series"]![0]!["values"]!.AsArray().Select(row => (row![0]!.GetValue<string>(), row[1]!.GetValue<string>()))];
    }

    static void AssertNoSecret(string text, string secret)
    {
        Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        Assert.DoesNotContain(InfluxServer.AdministratorsPassword, text, StringComparison.Ordinal);
        Assert.DoesNotContain("Basic ", text, StringComparison.Ordinal);
    }
}
