namespace MetaLogging.Api.Tests.Support;

/// <summary>One server for all tests that need nothing special of theirs; each has names and tenants of its own.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    internal RunningServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await RunningServer.StartAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
