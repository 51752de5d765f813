using MetaLogging.InfluxDb.Tests.Support;

[assembly: AssemblyFixture(typeof(SharedServer))]

namespace MetaLogging.InfluxDb.Tests.Support;

/// <summary>One server for all tests that leave it running and as it is; each has databases of its own.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    InfluxServer? _server;

    internal InfluxServer Server => _server!;

    public async ValueTask InitializeAsync() => _server = await InfluxServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_server is { } server)
        {
            await server.DisposeAsync();
        }
    }
}
