namespace MetaLogging.InfluxDb.Tests.Support;

/// <summary>A server that asks who is there, for the tests of one class.</summary>
public sealed class AskingServer : IAsyncLifetime
{
    InfluxServer? _server;

    internal InfluxServer Server => _server!;

    public async ValueTask InitializeAsync() => _server = await InfluxServer.StartAsync(new() { Authentication = true });

    public async ValueTask DisposeAsync()
    {
        if (_server is { } server)
        {
            await server.DisposeAsync();
        }
    }
}
