using Microsoft.Extensions.Logging;

namespace MetaLogging.InfluxDb.Tests.Support;

/// <summary>Stores for tests.</summary>
internal static class Opening
{
    /// <summary>How long an order waits for writes that may be under way. Those of the tests on loopback are not for as long.</summary>
    static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(100);

    public static InfluxDbStore New(InfluxDbOptions options, TimeProvider? time = null, ILogger? log = null)
    {
        InfluxDbOptions same = new() { BatchSize = options.BatchSize, ConcurrentWrites = options.ConcurrentWrites, Timeout = Settling };
        return new(same, InfluxDbStore.DatabaseOf(options, time ?? TimeProvider.System), time ?? TimeProvider.System, log);
    }
}
