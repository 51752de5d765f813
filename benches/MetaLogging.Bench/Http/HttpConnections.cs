namespace MetaLogging.Bench.Http;

/// <summary>
/// Connections to one server. They are closed when they are disposed, or when their time is up: then what waits on them fails.
/// </summary>
internal sealed class HttpConnections : IDisposable
{
    readonly HttpConnection[] _all;
    readonly Timer _watchdog;

    HttpConnections(HttpConnection[] all, TimeSpan longest)
    {
        _all = all;
        _watchdog = new Timer(_ => CloseAll(), null, longest, Timeout.InfiniteTimeSpan);
    }

    public IReadOnlyList<HttpConnection> All => _all;

    /// <param name="longest">When they are closed at the latest.</param>
    public static async Task<HttpConnections> OpenAsync(int port, int count, TimeSpan longest)
    {
        HttpConnection[] all = new HttpConnection[count];
        for (int i = 0; i < count; i++)
        {
            all[i] = await HttpConnection.OpenAsync(port);
        }

        return new HttpConnections(all, longest);
    }

    public void Dispose()
    {
        _watchdog.Dispose();
        CloseAll();
    }

    void CloseAll()
    {
        foreach (HttpConnection connection in _all)
        {
            connection.Dispose();
        }
    }
}
