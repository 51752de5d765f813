using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace MetaLogging.Api.Tests.Access;

public sealed class TokensTests(TokenServer shared) : IClassFixture<TokenServer>
{
    const string Path = "/api/v1/audit-events";

    readonly Issuer _issuer = shared.Issuer;
    readonly RunningServer _server = shared.Server;

    static JsonArray All => ["logging:read", "logging:write", "logging:manage"];

    [Fact]
    public async Task A_token_may_what_its_permissions_say_as_an_array_or_as_words()
    {
        foreach (JsonNode permissions in new JsonNode[] { new JsonArray("logging:read", "something:else"), "openid logging:read profile" })
        {
            Client caller = With(_issuer.Claims(permissions));
            (await caller.GetAsync(Path)).Is(200);
            Assert.Contains("logging:write", (await caller.PostAsync(Path, Some.Audit)).IsProblem(403).Text, StringComparison.Ordinal);
            (await caller.GetAsync("/api/v1/keys")).IsProblem(403);
        }

        JsonObject none = _issuer.Claims(All);
        none.Remove("permissions");
        (await With(none).GetAsync(Path)).IsProblem(403);
    }

    [Fact]
    public async Task A_token_writes_for_its_tenant_and_its_subject_stands_in_no_fact()
    {
        (await With(_issuer.Claims(All)).PostAsync(Path, Some.AuditOf("by_token"))).Is(201);
        JsonObject item = Assert.Single((await With(_issuer.Claims(All)).GetAsync(Path)).Items);
        Assert.Equal(("north", "jwt", "shop-app"), (item["tenant_id"]!.GetValue<string>(), item["recorded_by"]!.GetValue<string>(), item["source"]!.GetValue<string>()));
        JsonObject south = _issuer.Claims(All);
        south["tenant"] = "south";
        Assert.Empty((await With(south).GetAsync(Path)).Items);
        (await With(south).GetAsync($"{Path}?tenant_id=north")).IsProblem(403, "tenant_id");
        Assert.Contains(await _server.OwnAsync("metalog.read"), read => read["user_id"]!.GetValue<string>() == "alice");
    }

    public static TheoryData<string> Faults =>
    [
        "wrong audience", "no audience", "wrong issuer", "expired", "no expiry", "not yet", "no subject", "empty subject", "no tenant", "tenant that is no name",
        "alg none", "alg None", "HS256 with the public key", "unknown kid", "another key", "signature of another", "no signature", "changed claims", "garbage", "five parts",
    ];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_token_that_does_not_hold_is_401_and_nothing_of_it_is_logged(string fault)
    {
        (await With(_issuer.Claims(All)).GetAsync($"{Path}?limit=2")).Is(200);
        int before = (await _server.OwnAsync("metalog.read")).Count;
        using RSA stranger = RSA.Create(2048);
        string token = Broken(fault, _issuer.Claims(All), stranger);
        Array.ForEach(token.Split('.', StringSplitOptions.RemoveEmptyEntries), part => _server.Keep(part.Length > 8 ? part : token));
        Answer refused = (await _server.With(token).GetAsync($"{Path}?user_id={Guid.NewGuid()}")).IsProblem(401);
        Assert.DoesNotContain("IDX", refused.Text, StringComparison.Ordinal);
        (await _server.With(token).PostAsync(Path, Some.Audit)).IsProblem(401);
        Assert.Equal(before, (await _server.OwnAsync("metalog.read")).Count);
        Assert.DoesNotContain(_server.Log.Lines, line => line.Contains("alice", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_token_of_an_issuer_with_one_key_needs_not_name_it()
    {
        string token = _server.Keep(_issuer.Sign(_issuer.Claims(All), ""));
        (await _server.With(token).GetAsync(Path)).Is(200);
    }

    [Fact]
    public async Task A_key_that_the_issuer_has_anew_is_fetched()
    {
        await using Issuer issuer = await Issuer.StartAsync();
        await using RunningServer server = await TokenServer.StartAsync(issuer.Address);
        (await server.With(server.Keep(issuer.Sign(issuer.Claims(All)))).GetAsync(Path)).Is(200);
        issuer.Keys.Add(("second", RSA.Create(2048)));
        string token = server.Keep(issuer.Sign(issuer.Claims(All)));
        await Eventually.TrueAsync(async () => (await server.With(token).GetAsync(Path)).Status == 200);
    }

    [Fact]
    public async Task While_the_issuer_is_down_tokens_are_401_and_keys_go_on()
    {
        string token = _server.Keep(_issuer.Sign(_issuer.Claims(All)));
        await using RunningServer other = await TokenServer.StartAsync("http://127.0.0.1:9");
        (await other.With(other.Keep(token)).GetAsync(Path)).IsProblem(401);
        (await other.Owner().GetAsync(Path)).Is(200);
        Assert.NotEmpty(other.Log.Of(1508));
    }

    [Fact]
    public async Task An_issuer_that_never_answers_keeps_tokens_waiting_for_seconds_and_no_key()
    {
        await using Issuer silent = await Issuer.StartAsync();
        silent.IsSilent = true;
        await using RunningServer server = await TokenServer.StartAsync(silent.Address);
        Client caller = server.With(server.Keep(silent.Sign(silent.Claims(All))));
        Stopwatch watch = Stopwatch.StartNew();
        Task<Answer>[] waiting = [.. Enumerable.Range(0, 10).Select(_ => caller.GetAsync(Path))];
        (await server.Owner().GetAsync(Path)).Is(200);
        Assert.All(await Task.WhenAll(waiting), answer => answer.IsProblem(401));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(15));   // ten after each other would take 30
    }

    [Fact]
    public async Task Without_an_authority_no_token_is_taken()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        (await server.With(server.Keep(_issuer.Sign(_issuer.Claims(All)))).GetAsync(Path)).IsProblem(401);
    }

    string Broken(string fault, JsonObject claims, RSA stranger)
    {
        string right = _issuer.Sign(claims);
        string[] parts = right.Split('.');
        JsonObject header = new() { ["typ"] = "JWT", ["kid"] = "first" };
        switch (fault)
        {
            case "wrong audience":
                claims["aud"] = "another";
                break;
            case "no audience":
                claims.Remove("aud");
                break;
            case "wrong issuer":
                claims["iss"] = "http://127.0.0.1:1";
                break;
            case "expired":
                claims["exp"] = DateTimeOffset.UtcNow.AddMinutes(-6).ToUnixTimeSeconds();
                break;
            case "no expiry":
                claims.Remove("exp");
                break;
            case "not yet":
                claims["nbf"] = DateTimeOffset.UtcNow.AddMinutes(10).ToUnixTimeSeconds();
                break;
            case "no subject":
                claims.Remove("sub");
                break;
            case "empty subject":
                claims["sub"] = "";
                break;
            case "no tenant":
                claims.Remove("tenant");
                break;
            case "tenant that is no name":
                claims["tenant"] = "north or south";
                break;
            case "alg none" or "alg None":
                header["alg"] = fault["alg ".Length..];
                return Issuer.Unsigned(header, claims) + ".";
            case "HS256 with the public key":
                header["alg"] = "HS256";
                string unsigned = Issuer.Unsigned(header, claims);
                byte[] secret = Encoding.ASCII.GetBytes(_issuer.Keys[0].Key.ExportSubjectPublicKeyInfoPem());
                return $"{unsigned}.{Issuer.Encode(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(unsigned)))}";
            case "unknown kid":
                return _issuer.Sign(claims, "unknown");
            case "another key":
                header["alg"] = "RS256";
                string foreign = Issuer.Unsigned(header, claims);
                return $"{foreign}.{Issuer.Encode(stranger.SignData(Encoding.ASCII.GetBytes(foreign), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
            case "signature of another":
                claims["sub"] = "mallory";
                return $"{parts[0]}.{parts[1]}.{_issuer.Sign(claims).Split('.')[2]}";
            case "no signature":
                return $"{parts[0]}.{parts[1]}.";
            case "changed claims":
                claims["permissions"] = "logging:manage";
                return $"{parts[0]}.{Issuer.Encode(Encoding.UTF8.GetBytes(claims.ToJsonString()))}.{parts[2]}";
            case "five parts":
                return right + ".AAAA.AAAA";
            default:
                return "not.a.token";
        }

        return _issuer.Sign(claims);
    }

    Client With(JsonObject claims) => _server.With(_server.Keep(_issuer.Sign(claims)));
}
