using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using MetaLogging.Bench.Data;
using MetaLogging.Bench.Results;
using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.Journaling;
using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Merkle;
using MetaLogging.Journaling.Tree;
using MetaLogging.Journaling.Verifying;
using MetaLogging.Proving;
using MetaLogging.Verifying;

namespace MetaLogging.Bench.Integrity;

/// <summary>Our side: a journal with its tree and checkpoints, its verification, its proofs, its start.</summary>
internal static class OurIntegrity
{
    /// <summary>The argument that leaves the tree out.</summary>
    public const string WithoutTree = "without-tree";

    const int BatchSize = 1000;
    const int MostWaiting = 8;
    const int Prepared = 50;
    const int Warm = 50;
    const int Repeats = 1000;
    const int SignedRepeats = 300;

    /// <summary>
    /// Appends so many entries in batches that were made before, several of them waiting for their flush at a time, until all is sealed and, with a tree, signed.
    /// </summary>
    public static async Task<Measured> IngestAsync(long events, string folder, string[] arguments)
    {
        EntryBatch[] prepared = [.. Encoded(Prepared * BatchSize)];
        bool[] all = new bool[BatchSize];
        Array.Fill(all, true);
        JournalOptions options = new() { Watermark = 0, GuardFolder = Path.Combine(folder, "guard"), HasTree = !arguments.Contains(WithoutTree) };
        await using Journal journal = await Journal.OpenAsync(Path.Combine(folder, "data"), options, TimeProvider.System);
        await AppendAsync(journal, prepared.Select(batch => batch.Where(all)));   // compiled by now
        long batches = events / BatchSize;
        long started = Stopwatch.GetTimestamp();
        await AppendAsync(journal, Enumerable.Range(0, (int)batches).Select(i => prepared[i % Prepared].Where(all)));
        await journal.SealAsync(CancellationToken.None);
        if (journal.Tree is { } tree)
        {
            await tree.CheckpointAsync(journal.NextSequence, CancellationToken.None);
        }

        return new() { [Measured.EventsPerSecond] = batches * BatchSize / Stopwatch.GetElapsedTime(started).TotalSeconds };
    }

    /// <summary>Writes a journal of so many events, sealed and signed.</summary>
    public static async Task<Measured> FillAsync(long events, string folder)
    {
        JournalOptions options = new() { Watermark = 0, GuardFolder = Path.Combine(folder, "guard") };
        await using Journal journal = await Journal.OpenAsync(Path.Combine(folder, "data"), options, TimeProvider.System);
        await AppendAsync(journal, Encoded(events));
        await journal.SealAsync(CancellationToken.None);
        return [];
    }

    static IEnumerable<EntryBatch> Encoded(long events)
    {
        GeneratedClock clock = new();
        EntryEncoder encoder = new();
        foreach (IReadOnlyList<AuditEvent> batch in GeneratedEvents.Batches(0, events, events, BatchSize))
        {
            foreach (AuditEvent item in batch)
            {
                encoder.Add(item, new(item.Id!.Value, UnixTime.FromDateTimeOffset(clock.GetUtcNow()), "bench/1", "bench"));
            }

            yield return encoder.Complete();
        }
    }

    static async Task AppendAsync(Journal journal, IEnumerable<EntryBatch> batches)
    {
        Queue<Task<long>> waiting = new();
        foreach (EntryBatch batch in batches)
        {
            waiting.Enqueue(journal.AppendAsync(batch).AsTask());
            if (waiting.Count > MostWaiting)
            {
                await waiting.Dequeue();
            }
        }

        await Task.WhenAll(waiting);
    }

    public static async Task<Measured> VerifyAsync(string folder)
    {
        long started = Stopwatch.GetTimestamp();
        VerificationReport report = await new Verification(new() { Directory = Path.Combine(folder, "data") }, TimeProvider.System).RunAsync(CancellationToken.None);
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return report.IsWhole && report.CoveredTo == report.NextSequence
            ? new()
            {
                ["seconds"] = seconds,
                [Measured.EventsPerSecond] = report.Entries / seconds,
                ["processor_us"] = Environment.CpuUsage.TotalTime.TotalMicroseconds / report.Entries,
            }
            : throw new InvalidOperationException($"The journal that was just written is damaged: {(report.Damage is [var first, ..] ? first.Reason : "not all of it is signed.")}");
    }

    /// <summary>The limit: SHA-256 of the same facts and details once, from memory, on all cores, by the system's implementation.</summary>
    public static Measured Hash(string folder)
    {
        JournalReader reader = new(Path.Combine(folder, "data"));
        TimeSpan time = default;
        long done = 0;
        foreach (JournalEntry[] entries in reader.Read(0, reader.NextSequence).Chunk(100_000))
        {
            long started = Stopwatch.GetTimestamp();
            Parallel.ForEach(Partitioner.Create(0, entries.Length), range =>
            {
                Span<byte> digest = stackalloc byte[32];
                for (int i = range.Item1; i < range.Item2; i++)
                {
                    SHA256.HashData(entries[i].Fact.Span, digest);
                    SHA256.HashData(entries[i].Detail.Span, digest);
                }
            });
            time += Stopwatch.GetElapsedTime(started);
            done += entries.Length;
        }

        return new() { ["seconds"] = time.TotalSeconds, [Measured.EventsPerSecond] = done / time.TotalSeconds };
    }

    /// <summary>A proof made out of files, the hashes of it alone, and its check.</summary>
    public static Measured Prove(string folder)
    {
        string data = Path.Combine(folder, "data");
        JournalFolder names = new(data);
        SignedCheckpoint checkpoint = new CheckpointFiles(RealFiles.Instance, names).ReadNewest()!;
        IReadOnlyList<Journaling.Notes.VerifierKey> keys = LogKeys.ReadVerifiers(RealFiles.Instance, names);
        using TreeFiles tree = TreeFiles.OpenReadOnly(RealFiles.Instance, names.Tree, checkpoint.Size);
        Random random = new(1);
        List<double> hashes = [], made = [], held = [];
        for (int i = -Warm; i < Repeats; i++)
        {
            if (i == 0)
            {
                hashes.Clear();
                made.Clear();
                held.Clear();
            }

            long sequence = random.NextInt64(checkpoint.Size);
            hashes.Add(Milliseconds(() => TreeProofs.Inclusion(tree, sequence, checkpoint.Size)));
            byte[] proof = [];
            made.Add(Milliseconds(() => proof = System.Text.Encoding.UTF8.GetBytes(ProofMaking.Make(data, sequence, EntryParts.All, isCosigned: false).ToString())));
            held.Add(Milliseconds(() => EntryProof.Check(proof, keys)));
        }

        Measured measured = [];
        Add(measured, "hashes", hashes);
        Add(measured, "made", made);
        Add(measured, "held", held);
        return measured;
    }

    /// <summary>A checkpoint over one more entry, which is appended before the clock starts: hash, flush, sign, guard, files.</summary>
    public static async Task<Measured> SignAsync(string folder)
    {
        await using Journal journal = await Journal.OpenAsync(
            Path.Combine(folder, "data"),
            new JournalOptions { Watermark = 0, GuardFolder = Path.Combine(folder, "guard"), CheckpointInterval = TimeSpan.FromHours(1) }, TimeProvider.System);
        List<double> signed = [];
        for (int i = 0; i < SignedRepeats; i++)
        {
            EntryBatch batch = new();
            batch.Add("{}"u8, []);
            long sequence = await journal.AppendAsync(batch);
            long started = Stopwatch.GetTimestamp();
            await journal.Tree!.CheckpointAsync(sequence + 1, CancellationToken.None);
            signed.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        Measured measured = [];
        Add(measured, "signed", signed);
        return measured;
    }

    /// <summary>Opens the journal until it can be written.</summary>
    public static async Task<Measured> StartAsync(string folder)
    {
        long started = Stopwatch.GetTimestamp();
        await using Journal journal = await Journal.OpenAsync(
            Path.Combine(folder, "data"), new JournalOptions { Watermark = 0, GuardFolder = Path.Combine(folder, "guard") }, TimeProvider.System);
        return new() { ["seconds"] = Stopwatch.GetElapsedTime(started).TotalSeconds };
    }

    static double Milliseconds(Action action)
    {
        long started = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    static void Add(Measured measured, string name, List<double> times)
    {
        times.Sort();
        measured[name + "_p50"] = times[times.Count / 2];
        measured[name + "_p99"] = times[times.Count * 99 / 100];
    }
}
