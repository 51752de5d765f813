using System.Security.Claims;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace MetaLogging.AspNetCore.Tests.SignIns;

/// <summary>A small OpenID Connect provider on loopback, which believes everybody and signs everything.</summary>
internal sealed class Provider : IAsyncDisposable
{
    readonly WebApplication _application;
    Tokens _tokens = null!;
    string _nonce = "";

    Provider()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _application = builder.Build();
        _application.MapGet("/.well-known/openid-configuration", () => Results.Content(new JsonObject
        {
            ["issuer"] = Address,
            ["authorization_endpoint"] = $"{Address}/authorize",
            ["token_endpoint"] = $"{Address}/token",
            ["jwks_uri"] = $"{Address}/jwks",
        }.ToJsonString(), "application/json"));
        _application.MapGet("/jwks", () =>
        {
            JsonWebKey key = JsonWebKeyConverter.ConvertFromRSASecurityKey(_tokens.Key);
            return Results.Content(new JsonObject
            {
                ["keys"] = new JsonArray(new JsonObject { ["kty"] = "RSA", ["use"] = "sig", ["kid"] = "first", ["n"] = key.N, ["e"] = key.E }),
            }.ToJsonString(), "application/json");
        });
        _application.MapGet("/authorize", (HttpContext http) =>
        {
            _nonce = http.Request.Query["nonce"].ToString();
            string outcome = Denies ? "error=access_denied" : "code=the-secret-code";
            return Results.Redirect($"{http.Request.Query["redirect_uri"]}?{outcome}&state={Uri.EscapeDataString(http.Request.Query["state"].ToString())}");
        });
        _application.MapPost("/token", () => Results.Content(new JsonObject
        {
            ["access_token"] = "the-secret-access",
            ["token_type"] = "Bearer",
            ["id_token"] = _tokens.Make(IsLate ? DateTime.UtcNow.AddHours(-2) : DateTime.UtcNow.AddHours(1), null, new Claim("nonce", _nonce)),
        }.ToJsonString(), "application/json"));
    }

    public static async Task<Provider> StartAsync()
    {
        Provider provider = new();
        await provider._application.StartAsync(TestContext.Current.CancellationToken);
        provider.Address = provider._application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        provider._tokens = new(provider.Address, "shop");
        return provider;
    }

    public string Address { get; private set; } = "";

    /// <summary>Whether the user says no.</summary>
    public bool Denies { get; set; }

    /// <summary>Whether it gives tokens that have expired.</summary>
    public bool IsLate { get; set; }

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
