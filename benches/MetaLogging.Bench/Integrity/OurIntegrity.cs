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
    const int Repeats = 300;

    /// <summary>Encodes and appends so many events, several batches waiting for their flush at a time, without a store.</summary>
    public static async Task<Measured> FillAsync(long events, string folder, string[] arguments)
    {
        GeneratedClock clock = new();
        JournalOptions options = new() { Watermark = 0, GuardFolder = Path.Combine(folder, "guard"), HasTree = !arguments.Contains(WithoutTree) };
        EntryEncoder encoder = new();
        Queue<Task<long>> waiting = new();
        long started = 0;
        Journal journal = await Journal.OpenAsync(Path.Combine(folder, "data"), options, TimeProvider.System);
        await using (journal)
        {
            started = Stopwatch.GetTimestamp();
            foreach (IReadOnlyList<AuditEvent> batch in GeneratedEvents.Batches(0, events, events, BatchSize))
            {
                foreach (AuditEvent item in batch)
                {
                    encoder.Add(item, new(item.Id!.Value, UnixTime.FromDateTimeOffset(clock.GetUtcNow()), "bench/1", "bench"));
                }

                waiting.Enqueue(journal.AppendAsync(encoder.Complete()).AsTask());
                if (waiting.Count > MostWaiting)
                {
                    await waiting.Dequeue();
                }
            }

            await Task.WhenAll(waiting);
        }

        return new() { [Measured.EventsPerSecond] = events / Stopwatch.GetElapsedTime(started).TotalSeconds };
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
            Parallel.For(0, entries.Length, i =>
            {
                Span<byte> digest = stackalloc byte[32];
                SHA256.HashData(entries[i].Fact.Span, digest);
                SHA256.HashData(entries[i].Detail.Span, digest);
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
        for (int i = 0; i < Repeats; i++)
        {
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

    /// <summary>A checkpoint over one more entry: append, flush, hash, sign, guard, files.</summary>
    public static async Task<Measured> SignAsync(string folder)
    {
        await using Journal journal = await Journal.OpenAsync(
            Path.Combine(folder, "data"), new JournalOptions { Watermark = 0, GuardFolder = Path.Combine(folder, "guard") }, TimeProvider.System);
        List<double> signed = [];
        for (int i = 0; i < Repeats; i++)
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
