using System.Buffers;
using System.Diagnostics;
using System.Text;
using MetaLogging.Bench.Data;
using MetaLogging.Bench.Results;
using MetaLogging.Embedded;
using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.Journaling;
using MetaLogging.Json;
using MetaLogging.Validation;

namespace MetaLogging.Bench.Ingesting;

/// <summary>
/// Where the time of an event goes: its stages, one after another on one thread, each with a stopwatch around it. In a trail they overlap.
/// </summary>
internal static class IngestStages
{
    public const long MostEvents = 200_000;

    /// <summary>What a server does besides.</summary>
    public const string Parse = "parse a line of JSON";
    public const string Validate = "validate";
    public const string Write = "write fact and detail in canonical form";
    public const string Digest = "digests, and the batch";
    public const string Append = "journal: frame, write, flush (one batch at a time)";
    public const string Seal = "seal: compress in blocks";
    public const string Read = "read for the projection";
    public const string Project = "project into the embedded store";

    const string Make = "make the event (the caller's part)";
    const string Whole = "whole trail";

    static readonly string[] All = [Make, Validate, Write, Digest, Append, Seal, Read, Project];

    public static async Task<Measured> RunAsync(long events, string folder)
    {
        // The first run compiles what the second one measures.
        await StagesAsync(Math.Min(events, 50_000), Directory.CreateDirectory(Path.Combine(folder, "warm-up")).FullName);
        Measured measured = await StagesAsync(events, Directory.CreateDirectory(Path.Combine(folder, "stages")).FullName);
        measured[Whole] = await WholeAsync(events, Directory.CreateDirectory(Path.Combine(folder, "whole")).FullName);
        return measured;
    }

    public static string Describe(Measured stages)
    {
        StringBuilder text = new();
        text.AppendLine("Where the time goes, in ns per event, in batches of 1,000 on one thread (in a trail the stages overlap):");
        text.AppendLine();
        text.AppendLine("| stage | ns per event |");
        text.AppendLine("|---|---|");
        foreach (string stage in All)
        {
            text.AppendLine($"| {stage} | {Figure.Count(stages.Find(stage))} |");
        }

        text.AppendLine($"| sum, without the caller's part | {Figure.Count(All.Skip(1).Sum(s => stages.Find(s) ?? 0))} |");
        text.AppendLine($"| processor time of a whole trail, all its threads, until all can be queried | {Figure.Count(stages.Find(Whole))} |");
        return text.ToString();
    }

    static async Task<Measured> StagesAsync(long events, string folder)
    {
        StageClock clock = new();
        GeneratedClock time = new();
        long now = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
        EntryEncoder encoder = new();
        List<EventProblem> problems = [];
        // One segment takes it all, so that sealing happens when it is asked for.
        await using Journal journal = await Journal.OpenAsync(folder, new JournalOptions { SegmentSize = 1 << 30 }, time);
        clock.Start();
        foreach (IReadOnlyList<AuditEvent> batch in GeneratedEvents.Batches(0, events, events, OurIngest.BatchSize))
        {
            clock.Lap(Make);
            byte[][] lines = [.. batch.Select(Line)];
            clock.Start();
            foreach (byte[] line in lines)
            {
                EventReader.TryRead(line, null, problems, out _);
            }

            clock.Lap(Parse);
            foreach (AuditEvent item in batch)
            {
                EventValidator.Validate(item, now, problems);
            }

            clock.Lap(Validate);
            foreach (AuditEvent item in batch)
            {
                encoder.Add(item, new EntryStamp(item.Id!.Value, now, "bench", "bench"));
            }

            clock.Lap(Write);
            EntryBatch entries = encoder.Complete();
            clock.Lap(Digest);
            await journal.AppendAsync(entries);
            clock.Lap(Append);
        }

        await journal.SealAsync(CancellationToken.None);
        clock.Lap(Seal);
        await ProjectAsync(journal, folder, time, clock);
        return clock.PerEvent(events);
    }

    static byte[] Line(AuditEvent item)
    {
        ArrayBufferWriter<byte> line = new(512);
        EventLines.AppendJson(line, item);
        return line.WrittenSpan.ToArray();
    }

    static async Task ProjectAsync(Journal journal, string folder, TimeProvider time, StageClock clock)
    {
        await using EmbeddedStore store = new(Path.Combine(folder, "store"), new EmbeddedStoreOptions(), time);
        long next = await store.OpenAsync(journal.Origin, CancellationToken.None);
        clock.Start();
        while (true)
        {
            IReadOnlyList<JournalEntry> entries = await journal.ReadAsync(next, 16 << 20);
            clock.Lap(Read);
            if (entries.Count == 0)
            {
                return;
            }

            await store.ApplyAsync(entries, CancellationToken.None);
            clock.Lap(Project);
            next += entries.Count;
        }
    }

    static async Task<double> WholeAsync(long events, string folder)
    {
        await using AuditTrail trail = await OurTrail.OpenAsync(folder);
        List<IReadOnlyList<AuditEvent>> batches = [.. GeneratedEvents.Batches(0, events, events, OurIngest.BatchSize)];
        using Process process = Process.GetCurrentProcess();
        TimeSpan before = process.TotalProcessorTime;
        foreach (IReadOnlyList<AuditEvent> batch in batches)
        {
            await trail.RecordAsync(batch);
        }

        await trail.CatchUpAsync(OurTrail.StoreName);
        process.Refresh();
        return (process.TotalProcessorTime - before).TotalNanoseconds / events;
    }

    /// <summary>Adds up the time between laps by stage.</summary>
    sealed class StageClock
    {
        readonly Dictionary<string, long> _ticks = [];
        long _last;

        public void Start() => _last = Stopwatch.GetTimestamp();

        public void Lap(string stage)
        {
            long now = Stopwatch.GetTimestamp();
            _ticks[stage] = _ticks.GetValueOrDefault(stage) + now - _last;
            _last = now;
        }

        public Measured PerEvent(long events)
        {
            Measured measured = [];
            foreach ((string stage, long ticks) in _ticks)
            {
                measured[stage] = Stopwatch.GetElapsedTime(0, ticks).TotalNanoseconds / events;
            }

            return measured;
        }
    }
}
