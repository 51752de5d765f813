using System.Diagnostics;
using System.Globalization;
using MetaLogging.Bench.Data;
using MetaLogging.Bench.Ingesting;
using MetaLogging.Bench.Querying;
using MetaLogging.Bench.Results;

namespace MetaLogging.Bench.Projecting;

/// <summary>Our side: a trail that projects its journal into InfluxDB.</summary>
internal static class OurProjection
{
    /// <summary>Events a second under steady load.</summary>
    public const int SteadyRate = 5_000;

    static readonly TimeSpan SteadyFor = TimeSpan.FromSeconds(20);
    static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(10);

    /// <summary>A journal that is full already, and a server that has nothing yet: as after an outage.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="arguments">The server's port.</param>
    public static async Task<Measured> CatchUpAsync(string folder, string[] arguments)
    {
        long started = Stopwatch.GetTimestamp();
        await using AuditTrail trail = await OurTrail.OpenInfluxAsync(folder, new GeneratedClock(), arguments[0]);
        long opened = Stopwatch.GetTimestamp();
        Task whole = trail.CatchUpAsync(OurTrail.InfluxName);

        // What is compiled on the way is not what is measured.
        long first = 0;
        while (first < trail.NextSequence / 10)
        {
            await Task.WhenAny(whole, Task.Delay(10));
            first = trail.Health.Stores[0].Position;
        }

        long warm = Stopwatch.GetTimestamp();
        TimeSpan used = Process.GetCurrentProcess().TotalProcessorTime;
        await whole;
        double seconds = Stopwatch.GetElapsedTime(warm).TotalSeconds;
        long events = trail.NextSequence - first;
        return new()
        {
            ["seconds"] = Stopwatch.GetElapsedTime(opened).TotalSeconds,
            ["microseconds_each"] = (Process.GetCurrentProcess().TotalProcessorTime - used).TotalMicroseconds / events,
            ["opened_ms"] = Stopwatch.GetElapsedTime(started, opened).TotalMilliseconds,
            [Measured.EventsPerSecond] = events / seconds,
        };
    }

    /// <summary>Batches come at a steady pace; how long it takes until an acknowledged event is in InfluxDB, with nobody asking for it.</summary>
    public static async Task<Measured> SteadyAsync(long events, string folder, string[] arguments)
    {
        await using AuditTrail trail = await OurTrail.OpenInfluxAsync(folder, new GeneratedClock(), arguments[0]);
        await trail.CatchUpAsync(OurTrail.InfluxName);
        using CancellationTokenSource ended = new(SteadyFor);
        Task writing = Task.Run(() => WriteAsync(trail, events, ended.Token));
        List<double> lags = [];
        while (!ended.IsCancellationRequested)
        {
            long sequence = trail.NextSequence;
            long acknowledged = Stopwatch.GetTimestamp();
            while (trail.Health.Stores[0].Position < sequence)
            {
                await Task.Delay(1);
            }

            lags.Add(Stopwatch.GetElapsedTime(acknowledged).TotalMilliseconds);
            await Task.Delay(Beat);
        }

        await writing;
        lags.Sort();
        return new() { ["lag_median_ms"] = lags[lags.Count / 2], ["lag_p99_ms"] = lags[lags.Count * 99 / 100], ["lag_most_ms"] = lags[^1] };
    }

    public static async Task<Measured> AskAsync(long events, string folder, string[] arguments)
    {
        StoppedClock clock = new();
        await using AuditTrail trail = await OurTrail.OpenInfluxAsync(folder, clock, arguments[0]);
        await trail.CatchUpAsync(OurTrail.InfluxName);
        return await OurQueries.RunAsync(events, trail, clock);
    }

    static async Task WriteAsync(AuditTrail trail, long events, CancellationToken cancellationToken)
    {
        int each = (int)(SteadyRate * Beat.TotalSeconds);
        using PeriodicTimer timer = new(Beat);
        long n = events;
        while (!cancellationToken.IsCancellationRequested)
        {
            await timer.WaitForNextTickAsync(CancellationToken.None);
            await trail.RecordAsync([.. Enumerable.Range(0, each).Select(_ => GeneratedEvents.Event(events - 1, events) with { Id = Guid.CreateVersion7() })], cancellationToken: CancellationToken.None);
            n += each;
        }
    }
}
