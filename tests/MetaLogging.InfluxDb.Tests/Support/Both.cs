using MetaLogging.Embedded;
using MetaLogging.Stores;

namespace MetaLogging.InfluxDb.Tests.Support;

/// <summary>An embedded store and a database of InfluxDB with the same events.</summary>
internal sealed class Both : IAsyncDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly InfluxDbOptions _options;

    Both(InfluxDbOptions options)
    {
        _options = options;
        Embedded = new(_folder.Store, new EmbeddedStoreOptions { MemoryLimit = 128 << 20, Threads = 1 }, TimeProvider.System);
        Influx = Opening.New(options);
    }

    public string Database => _options.Database;

    public EmbeddedStore Embedded { get; }

    public InfluxDbStore Influx { get; private set; }

    /// <summary>Opens both, empty.</summary>
    public static Task<Both> OpenAsync(InfluxServer server) => OpenAsync(server.Options(InfluxServer.NewDatabase()));

    /// <summary>Opens both, empty.</summary>
    public static async Task<Both> OpenAsync(InfluxDbOptions options)
    {
        Both both = new(options);
        await both.Apply(new Trail());
        return both;
    }

    /// <summary>Opens both, with what is new of a trail.</summary>
    public async Task Apply(Trail trail)
    {
        await Embedded.CatchUp(trail);
        await Influx.CatchUp(trail);
    }

    public async Task Apply(Trail trail, long from)
    {
        await Embedded.Apply(trail, from);
        await Influx.Apply(trail, from);
    }

    /// <summary>Closes the store of InfluxDB, and opens another on the same database.</summary>
    public async Task ReopenAsync(Trail trail)
    {
        await Influx.DisposeAsync();
        Influx = Opening.New(_options);
        Assert.Equal(trail.Next, await Influx.CatchUp(trail));
    }

    public async ValueTask DisposeAsync()
    {
        await Embedded.DisposeAsync();
        await Influx.DisposeAsync();
        _folder.Dispose();
    }
}
