using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MetaLogging.Api.Tests.Support;

/// <summary>A small OpenID Connect issuer on loopback, with a key of its own.</summary>
internal sealed class Issuer : IAsyncDisposable
{
    readonly WebApplication _application;

    Issuer()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _application = builder.Build();
        _application.MapGet("/.well-known/openid-configuration", async (HttpContext http) =>
        {
            while (IsSilent)
            {
                await Task.Delay(Timeout.Infinite, http.RequestAborted);
            }

            await http.Response.WriteAsync(new JsonObject { ["issuer"] = Address, ["jwks_uri"] = $"{Address}/jwks" }.ToJsonString());
        });
        _application.MapGet("/jwks", (HttpContext http) => http.Response.WriteAsync(new JsonObject { ["keys"] = new JsonArray([.. Keys.Select(Described)]) }.ToJsonString()));
    }

    public static async Task<Issuer> StartAsync()
    {
        Issuer issuer = new();
        await issuer._application.StartAsync(TestContext.Current.CancellationToken);
        issuer.Address = issuer._application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return issuer;
    }

    public string Address { get; private set; } = "";

    /// <summary>The keys that it publishes; it signs with the last.</summary>
    public List<(string Id, RSA Key)> Keys { get; } = [("first", RSA.Create(2048))];

    /// <summary>Whether it takes requests and never answers.</summary>
    public bool IsSilent { get; set; }

    /// <summary>The claims of a token that is right in every way.</summary>
    public JsonObject Claims(JsonNode permissions) => new()
    {
        ["iss"] = Address,
        ["aud"] = "metalog",
        ["sub"] = "alice",
        ["azp"] = "shop-app",
        ["exp"] = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds(),
        ["permissions"] = permissions,
        ["tenant"] = "north",
    };

    /// <summary>A token with these claims, signed; with an empty id of the key it names none.</summary>
    public string Sign(JsonObject claims, string? keyId = null)
    {
        (string id, RSA key) = Keys[^1];
        JsonObject header = new() { ["alg"] = "RS256", ["typ"] = "JWT" };
        if (keyId != "")
        {
            header["kid"] = keyId ?? id;
        }

        string signed = Unsigned(header, claims);
        return $"{signed}.{Encode(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    /// <summary>Header and claims.</summary>
    public static string Unsigned(JsonObject header, JsonObject claims) =>
        $"{Encode(JsonSerializer.SerializeToUtf8Bytes(header))}.{Encode(JsonSerializer.SerializeToUtf8Bytes(claims))}";

    public static string Encode(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    public async ValueTask DisposeAsync()
    {
        IsSilent = false;
        await _application.DisposeAsync();
        Keys.ForEach(key => key.Key.Dispose());
    }

    static JsonNode Described((string Id, RSA Key) key)
    {
        RSAParameters parameters = key.Key.ExportParameters(includePrivateParameters: false);
        return new JsonObject
        {
            ["kty"] = "RSA",
            ["use"] = "sig",
            ["alg"] = "RS256",
            ["kid"] = key.Id,
            ["n"] = Encode(parameters.Modulus!),
            ["e"] = Encode(parameters.Exponent!),
        };
    }
}
