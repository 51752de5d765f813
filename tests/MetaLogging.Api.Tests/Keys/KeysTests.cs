using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace MetaLogging.Api.Tests.Keys;

public sealed class KeysTests(SharedServer shared)
{
    RunningServer Server => shared.Server;

    [Fact]
    public async Task A_new_key_is_shown_once_and_only_its_hash_is_kept()
    {
        Client key = await Server.WithNewKeyAsync("read write", "north", "2199-01-01T00:00:00Z", "shop");
        string kept = await File.ReadAllTextAsync(Path.Combine(Server.Folder, "keys.json"), TestContext.Current.CancellationToken);
        JsonNode entry = JsonNode.Parse(kept)!["keys"]!.AsArray().Single(one => one!["id"]!.GetValue<string>() == key.KeyId)!;
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key.Key!))), entry["sha256"]!.GetValue<string>());
        Assert.DoesNotContain(key.Key!["mlk_0123456789abcdef_".Length..], kept, StringComparison.Ordinal);
        JsonObject listed = (await Server.Owner().GetAsync("/api/v1/keys")).Items.Single(one => one["id"]!.GetValue<string>() == key.KeyId);
        Assert.Equal(
            ("shop", "north", "2199-01-01T00:00:00Z"),
            (listed["name"]!.GetValue<string>(), listed["tenant_id"]!.GetValue<string>(), listed["expires_at"]!.GetValue<string>()));
        Assert.Equal(["logging:read", "logging:write"], listed["permissions"]!.AsArray().Select(one => one!.GetValue<string>()));
        Assert.False(listed.ContainsKey("secret") || listed.ContainsKey("sha256"));
    }

    [Fact]
    public void Keys_have_256_random_bits_and_none_is_like_another()
    {
        HashSet<string> secrets = [.. Enumerable.Range(0, 1000).Select(_ => MetaLogging.Api.Keys.KeySecret.Make().Secret)];
        Assert.Equal(1000, secrets.Count);
        Assert.All(secrets, secret => Assert.Equal(32, System.Buffers.Text.Base64Url.DecodeFromChars(secret.AsSpan(21)).Length));
    }

    [Fact]
    public async Task The_files_of_keys_are_their_owners_alone_and_bootstrap_key_holds_nothing_but_the_key()
    {
        string bootstrap = Path.Combine(Server.Folder, "bootstrap-key");
        Assert.Matches("^mlk_[0-9a-f]{16}_[A-Za-z0-9_-]{43}$", await File.ReadAllTextAsync(bootstrap, TestContext.Current.CancellationToken));
        await Server.WithNewKeyAsync("read");
        foreach (string file in new[] { bootstrap, Path.Combine(Server.Folder, "keys.json"), Path.Combine(Server.Folder, "metalog.sock") })
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(file));
        }
    }

    [Theory]
    [InlineData("", "$")]
    [InlineData("[]", "$")]
    [InlineData("{", "$")]
    [InlineData("""{"name":"a","name":"b","permissions":["logging:read"]}""", "$")]
    [InlineData("""{"\ud800":1,"name":"a","permissions":["logging:read"]}""", "$")]
    [InlineData("""{"permissions":["logging:read"]}""", "name")]
    [InlineData("""{"name":"","permissions":["logging:read"]}""", "name")]
    [InlineData("""{"name":"a b","permissions":["logging:read"]}""", "name")]
    [InlineData("""{"name":7,"permissions":["logging:read"]}""", "name")]
    [InlineData("""{"name":"\ud800","permissions":["logging:read"]}""", "name")]
    [InlineData("""{"name":"a"}""", "permissions")]
    [InlineData("""{"name":"a","permissions":[]}""", "permissions")]
    [InlineData("""{"name":"a","permissions":"logging:read"}""", "permissions")]
    [InlineData("""{"name":"a","permissions":["logging:read","logging:all"]}""", "permissions[1]")]
    [InlineData("""{"name":"a","permissions":["logging:read",null]}""", "permissions[1]")]
    [InlineData("""{"name":"a","permissions":["logging:read"],"expires_at":"2020-01-01T00:00:00Z"}""", "expires_at")]
    [InlineData("""{"name":"a","permissions":["logging:read"],"expires_at":"tomorrow"}""", "expires_at")]
    [InlineData("""{"name":"a","permissions":["logging:read"],"expires_at":"2999-01-01T00:00:00"}""", "expires_at")]
    [InlineData("""{"name":"a","permissions":["logging:read"],"tenant_id":"a b"}""", "tenant_id")]
    [InlineData("""{"name":"a","permissions":["logging:read"],"source":"ü"}""", "source")]
    [InlineData("""{"name":"a","permissions":["logging:read"],"secret":"mine"}""", "secret")]
    public async Task A_wrong_description_of_a_key_is_400_and_names_the_field(string json, string field)
    {
        int before = (await Server.Owner().GetAsync("/api/v1/keys")).Items.Count(key => key["name"]!.GetValue<string>() is "a" or "b");
        (await Server.Owner().PostAsync("/api/v1/keys", json)).IsProblem(400, field);
        Assert.Equal(before, (await Server.Owner().GetAsync("/api/v1/keys")).Items.Count(key => key["name"]!.GetValue<string>() is "a" or "b"));
    }

    [Fact]
    public async Task A_key_that_is_not_there_cannot_be_revoked()
    {
        (await Server.Owner().DeleteAsync("/api/v1/keys/0123456789abcdef")).IsProblem(404);
        (await Server.Owner().DeleteAsync("/api/v1/keys/%2e%2e%2fkeys.json")).IsProblem(404);
    }

    [Fact]
    public async Task Where_keys_cannot_be_kept_none_is_made_a_revoked_one_is_refused_and_told_and_the_answer_is_503()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        Client key = await server.WithNewKeyAsync("read");
        string inTheWay = Path.Combine(server.Folder, "keys.json.new");
        Directory.CreateDirectory(Path.Combine(inTheWay, "full"));
        (await server.Owner().PostAsync("/api/v1/keys", """{"name":"a","permissions":["logging:read"]}""")).IsProblem(503);
        Assert.Equal(2, (await server.Owner().GetAsync("/api/v1/keys")).Items.Count);
        (await server.Owner().DeleteAsync($"/api/v1/keys/{key.KeyId}")).IsProblem(503);
        (await key.GetAsync("/api/v1/audit-events")).IsProblem(401);
        Assert.Single(await server.OwnAsync("metalog.key.revoke"));
        Directory.Delete(inTheWay, recursive: true);
        (await server.Owner().DeleteAsync($"/api/v1/keys/{key.KeyId}")).Is(200);
        Assert.Contains("revoked_at", await File.ReadAllTextAsync(Path.Combine(server.Folder, "keys.json"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_key_has_questions_of_its_own_and_beyond_them_429_says_when_to_try_again()
    {
        await using RunningServer server = await RunningServer.StartAsync(new() { Settings = { ["MetaLogging:Api:QueriesPerMinute"] = "60" } });
        Client hasty = await server.WithNewKeyAsync("read write", "north");
        Client other = await server.WithNewKeyAsync("read");
        Answer? refused = null;
        await Eventually.TrueAsync(async () => (refused = await hasty.GetAsync("/api/v1/audit-events")).Status == 429);
        refused!.IsProblem(429);
        Assert.InRange(int.Parse(refused.Header("Retry-After"), System.Globalization.CultureInfo.InvariantCulture), 1, 60);
        (await other.GetAsync("/api/v1/audit-events")).Is(200);
        (await hasty.PostAsync("/api/v1/audit-events", Some.Audit)).Is(201);
        await Eventually.TrueAsync(async () => (await server.OwnAsync("metalog.refused")).Any(own => own["additional_data"]!["status"]!.GetValue<int>() == 429));
        await Eventually.TrueAsync(async () => (await hasty.GetAsync("/api/v1/audit-events")).Status == 200);
    }
}
