using MetaLogging.InfluxDb.Tests.Flux.Imitation;
using MetaLogging.InfluxDb.Tests.Support;

namespace MetaLogging.InfluxDb.Tests.Flux;

/// <summary>The same of version 2, against the imitation of a 2.x on top of the real 1.6.7 (see <see cref="BucketServer"/>), and not against a running 2.x.</summary>
public sealed class FluxSameAnswersTests(SharedServer shared, FluxParser parser) : SameAnswersTests(shared), IAsyncDisposable
{
    readonly BucketServer _server = new(shared.Server, parser);

    /// <inheritdoc/>
    protected override int Iterations => 2;

    /// <inheritdoc/>
    protected override int Queries => 3;

    /// <inheritdoc/>
    protected override InfluxDbOptions NewOptions() => _server.Options(InfluxServer.NewDatabase());

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
