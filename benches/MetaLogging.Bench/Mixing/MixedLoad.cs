using MetaLogging.Bench.Data;
using MetaLogging.Bench.Http;
using MetaLogging.Bench.Results;
using MetaLogging.Bench.Servers;
using MetaLogging.Events;

namespace MetaLogging.Bench.Mixing;

/// <summary>
/// Our server with events of the last 60 days in it: first it is only asked, then it is asked while others write as many events a second as
/// they are told to, or as many as it takes where that is fewer.
/// </summary>
internal static class MixedLoad
{
    public const int WriterCount = 4;
    public const int ReaderCount = 4;
    public const int BatchSize = 1000;

    /// <summary>Events that the writers are to send a second.</summary>
    public const int EventsPerSecond = 50_000;

    /// <summary>What each reader asks a second, when answers come in time.</summary>
    public const int QuestionsPerSecond = 10;

    /// <summary>The phases, before the names of figures.</summary>
    public const string Alone = "alone: ";
    public const string Both = "both: ";

    public const string Sent = "writes since they were sent";
    public const string Due = "writes since they were due";
    public const string Seconds = "seconds";
    public const string Refused = "refused";
    public const string Lagging = "lagging";
    public const string ServerCores = "server_cores";
    public const string ClientCores = "client_cores";
    public const string ServerPeak = "server_peak_mib";

    const int FillSize = 5000;
    const int FillAtOnce = 200_000;
    const int FillConnections = 4;
    const int LongestSeconds = 30;
    const int ShortestSeconds = 3;
    const long EventsOfLongest = 500_000;

    /// <summary>After this a measurement has failed.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public static string MedianOf(string name) => name + ", p50";

    public static string Percentile99Of(string name) => name + ", p99";

    public static string CountOf(string name) => name + ", count";

    /// <param name="events">How many are there beforehand; few make it short.</param>
    public static async Task<Measured> RunAsync(long events, string folder)
    {
        TimeSpan time = TimeSpan.FromSeconds(Math.Clamp(events * LongestSeconds / EventsOfLongest, ShortestSeconds, LongestSeconds));
        await using OurServer server = await OurServer.StartAsync(folder);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        await FillAsync(server, events, now);
        byte[][] batches = server.Batches(events, events + (long)time.TotalSeconds * EventsPerSecond, BatchSize, n =>
            // In the order of their times, at the end of which they are all past.
            GeneratedEvents.Event(n, n) with { Timestamp = now.AddSeconds((double)(n - events) / EventsPerSecond - time.TotalSeconds) });
        using HttpConnections readers = await HttpConnections.OpenAsync(server.Port, ReaderCount, Patience);
        using HttpConnections writers = await HttpConnections.OpenAsync(server.Port, WriterCount, Patience);
        Readers reading = new(readers, new QuestionMix(server, events));
        await reading.RunAsync(QuestionsPerSecond, TimeSpan.FromSeconds(ShortestSeconds));
        GC.Collect();

        Measured measured = new() { [Seconds] = time.TotalSeconds };
        Add(measured, Alone, await reading.RunAsync(QuestionsPerSecond, time / 2));
        await WriteAndReadAsync(server, new Writers(writers, batches), reading, time, events, measured);
        return measured;
    }

    static async Task WriteAndReadAsync(
        OurServer server, Writers writing, Readers reading, TimeSpan time, long eventsBefore, Measured measured)
    {
        TimeSpan serverBefore = server.Process.ProcessorTime, clientBefore = Environment.CpuUsage.TotalTime;
        Task<Answers> answering = reading.RunAsync(QuestionsPerSecond, time);
        TimeSpan written = await writing.RunAsync((double)EventsPerSecond / BatchSize, time);
        measured[ServerCores] = (server.Process.ProcessorTime - serverBefore) / written;
        measured[ClientCores] = (Environment.CpuUsage.TotalTime - clientBefore) / written;
        Answers answers = await answering;
        Add(measured, Both, answers);
        Add(measured, Sent, writing.SinceSent);
        Add(measured, Due, writing.SinceDue);
        long events = (long)writing.SinceSent.Count * BatchSize;
        measured[Measured.EventsPerSecond] = events / written.TotalSeconds;
        measured[Refused] = writing.Refused + answers.Refused;
        measured[Lagging] = answers.Lagging;
        await server.WaitUntilQueryableAsync(eventsBefore + events, Patience);
        if (server.Process.PeakMebibytes is { } peak)
        {
            measured[ServerPeak] = peak;
        }
    }

    /// <summary>Events of 60 days, up to now.</summary>
    static async Task FillAsync(OurServer server, long events, DateTimeOffset now)
    {
        TimeSpan shift = now - GeneratedEvents.End;
        using HttpConnections connections = await HttpConnections.OpenAsync(server.Port, FillConnections, Patience);
        for (long from = 0; from < events; from += FillAtOnce)
        {
            byte[][] batches = server.Batches(from, Math.Min(from + FillAtOnce, events), FillSize, EventAt);
            await new ClosedLoop(connections, batches).RunAsync(null, Patience);
        }

        await server.WaitUntilQueryableAsync(events, Patience);

        AuditEvent EventAt(long n)
        {
            AuditEvent item = GeneratedEvents.Event(n, events);
            return item with { Timestamp = item.Timestamp + shift };
        }
    }

    static void Add(Measured measured, string phase, Answers answers)
    {
        foreach ((string question, Latencies latencies) in answers.Latencies)
        {
            Add(measured, phase + question, latencies);
        }
    }

    static void Add(Measured measured, string name, Latencies latencies)
    {
        measured[CountOf(name)] = latencies.Count;
        if (latencies.Milliseconds(0.5) is { } median && latencies.Milliseconds(0.99) is { } percentile)
        {
            measured[MedianOf(name)] = median;
            measured[Percentile99Of(name)] = percentile;
        }
    }
}
