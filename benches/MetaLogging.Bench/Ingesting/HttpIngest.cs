using System.Diagnostics;
using System.Globalization;
using MetaLogging.Bench.Data;
using MetaLogging.Bench.Http;
using MetaLogging.Bench.Results;
using MetaLogging.Bench.Servers;

namespace MetaLogging.Bench.Ingesting;

/// <summary>The same client against each of the servers. What is sent is made before the clock starts.</summary>
internal static class HttpIngest
{
    public const int BatchSize = 5000;

    public const string QueryablePerSecond = "queryable_per_second";
    public const string Median = "p50_ms";
    public const string Percentile99 = "p99_ms";

    /// <summary>How many times the server answered "later".</summary>
    public const string Refused = "refused";

    /// <summary>Seconds of processor time for a million events, until they can be queried.</summary>
    public const string ServerSeconds = "server_seconds";
    public const string ClientSeconds = "client_seconds";

    /// <summary>Of the server; that of the client is the measurement's own.</summary>
    public const string ServerPeak = "server_peak_mib";

    const long MostWarmUp = 200_000;
    static readonly TimeSpan SinglesWarmUp = TimeSpan.FromSeconds(2);
    static readonly TimeSpan SinglesLongest = TimeSpan.FromSeconds(8);

    /// <summary>After this a measurement has failed.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>One event a request, for some seconds or until all are sent.</summary>
    /// <param name="arguments">The server, and how many connections.</param>
    public static async Task<Measured> SinglesAsync(long events, string folder, string[] arguments)
    {
        await using MeasuredServer server = await MeasuredServer.StartAsync(arguments[0], folder);
        byte[][] requests = server.Singles(events);
        using HttpConnections connections = await OpenAsync(server, arguments[1]);
        ClosedLoop loop = new(connections, requests);
        await loop.RunAsync(requests.Length / 4, SinglesWarmUp);
        return await MeasureAsync(server, loop, 1, SinglesLongest);
    }

    /// <summary>Batches, until all events are sent and found by a query.</summary>
    /// <param name="arguments">The server, how many connections, and how the bodies are packed.</param>
    public static async Task<Measured> BatchesAsync(long events, string folder, string[] arguments)
    {
        await using MeasuredServer server = await MeasuredServer.StartAsync(arguments[0], folder);
        return await BatchesAsync(server, events, arguments[1], Enum.Parse<BodyEncoding>(arguments[2]), null);
    }

    /// <summary>Batches to us, while it is watched where the processor time goes.</summary>
    /// <param name="arguments">How many connections.</param>
    public static async Task<Measured> ProfileAsync(long events, string folder, string[] arguments)
    {
        await using ServerProfile profile = new(folder);
        await using OurServer server = await OurServer.StartAsync(folder, ServerProfile.Environment);
        Measured measured = await BatchesAsync(server, events, arguments[0], BodyEncoding.None, profile);
        foreach ((string stage, double share) in await profile.SharesAsync())
        {
            measured[ServerProfile.Share + stage] = share;
        }

        return measured;
    }

    static async Task<Measured> BatchesAsync(
        MeasuredServer server, long events, string connectionCount, BodyEncoding encoding, ServerProfile? profile)
    {
        int size = (int)Math.Min(BatchSize, events);
        int warmUp = (int)Math.Max(1, Math.Min(MostWarmUp, events / 4) / size);
        long count = (warmUp + events / size) * size;
        byte[][] requests = server.Batches(0, count, size, n => GeneratedEvents.Event(n, count), encoding);
        using HttpConnections connections = await OpenAsync(server, connectionCount);
        ClosedLoop loop = new(connections, requests);
        await loop.RunAsync(warmUp, Patience);
        return await MeasureAsync(server, loop, size, Patience, profile);
    }

    static Task<HttpConnections> OpenAsync(MeasuredServer server, string count) =>
        HttpConnections.OpenAsync(server.Port, int.Parse(count, CultureInfo.InvariantCulture), 2 * Patience);

    static async Task<Measured> MeasureAsync(
        MeasuredServer server, ClosedLoop loop, int eventsARequest, TimeSpan longest, ServerProfile? profile = null)
    {
        await WaitUntilQueryableAsync();
        GC.Collect();
        profile?.Start(server.Process.Id);
        TimeSpan serverBefore = server.Process.ProcessorTime, clientBefore = Environment.CpuUsage.TotalTime;
        long begun = Stopwatch.GetTimestamp();
        Latencies latencies = await loop.RunAsync(null, longest);
        double acknowledged = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        TimeSpan clientAfter = Environment.CpuUsage.TotalTime;
        await WaitUntilQueryableAsync();
        double queryable = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        TimeSpan serverAfter = server.Process.ProcessorTime;
        double events = (double)latencies.Count * eventsARequest;
        Measured measured = new()
        {
            [Measured.EventsPerSecond] = events / acknowledged,
            [QueryablePerSecond] = events / queryable,
            [ServerSeconds] = (serverAfter - serverBefore).TotalSeconds / events * 1e6,
            [ClientSeconds] = (clientAfter - clientBefore).TotalSeconds / events * 1e6,
            [Refused] = loop.Refused,
        };
        AddIfThere(Median, latencies.Milliseconds(0.5));
        AddIfThere(Percentile99, latencies.Milliseconds(0.99));
        AddIfThere(ServerPeak, server.Process.PeakMebibytes);
        return measured;

        async Task WaitUntilQueryableAsync()
        {
            if (server.KeepsEvents)
            {
                await server.WaitUntilQueryableAsync((long)loop.Answered * eventsARequest, Patience);
            }
        }

        void AddIfThere(string name, double? figure)
        {
            if (figure is { } value)
            {
                measured[name] = value;
            }
        }
    }
}
