namespace MetaLogging.InfluxDb.Http;

/// <summary>Ends a request when its time is up or whoever asked gives up.</summary>
internal sealed class RequestBound : IDisposable
{
    readonly CancellationTokenSource _late;
    readonly CancellationTokenSource _either;

    public RequestBound(TimeSpan bound, TimeProvider time, CancellationToken asker)
    {
        _late = new(bound, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(asker, _late.Token);
        Asker = asker;
    }

    public CancellationToken Token => _either.Token;

    /// <summary>Is cancelled when whoever asked gave up.</summary>
    public CancellationToken Asker { get; }

    public void Dispose()
    {
        _either.Dispose();
        _late.Dispose();
    }
}
