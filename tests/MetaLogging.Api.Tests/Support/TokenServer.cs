namespace MetaLogging.Api.Tests.Support;

/// <summary>A server that takes the tokens of an issuer, in debug mode, which logs most.</summary>
public sealed class TokenServer : IAsyncLifetime
{
    internal Issuer Issuer { get; private set; } = null!;

    internal RunningServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Issuer = await Issuer.StartAsync();
        Server = await StartAsync(Issuer.Address);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Issuer.DisposeAsync();
    }

    internal static Task<RunningServer> StartAsync(string authority) => RunningServer.StartAsync(new()
    {
        Settings =
        {
            ["MetaLogging:Debug"] = "true",
            ["MetaLogging:Api:Jwt:Authority"] = authority,
            ["MetaLogging:Api:Jwt:Audience"] = "metalog",
            ["MetaLogging:Api:Jwt:TenantClaim"] = "tenant",
        },
    });
}
