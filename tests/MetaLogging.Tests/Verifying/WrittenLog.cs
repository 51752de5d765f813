using System.Buffers;
using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.Journaling;
using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Notes;
using MetaLogging.Tests.Support;
using MetaLogging.Verifying;
using Microsoft.Extensions.Time.Testing;

namespace MetaLogging.Tests.Verifying;

/// <summary>A data folder with a real journal, its tree, keys and checkpoints, and a signing guard beside it.</summary>
internal sealed class WrittenLog : IDisposable
{
    /// <summary>The order that erased actors and clients of <see cref="Erased"/>.</summary>
    public const long Order = 100;

    /// <summary>The first entry of the last segment, which is not sealed.</summary>
    public const long Unsealed = 120;

    /// <summary>How many entries there are.</summary>
    public const long Count = 150;

    public static readonly SequenceRange[] Erased = [new(10, 20), new(70, 75)];

    readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("metalog-verified-");

    public string Folder => Path.Combine(_root.FullName, "data");

    public string Guard => Path.Combine(_root.FullName, "guard");

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));

    public VerifierKey[] Keys => [.. File.ReadAllLines(In("log.vkey")).Select(VerifierKey.Parse)];

    public string[] Files => [.. Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    /// <summary>Sealed segments from 0, 60 and 101 on, one that is not from 120 on; a checkpoint is kept every 30 entries; some parts are erased.</summary>
    public static async Task<WrittenLog> WriteAsync()
    {
        WrittenLog log = new();
        await using Journal journal = await log.OpenAsync();
        await log.AppendAsync(journal, 60);
        await journal.SealAsync(TestContext.Current.CancellationToken);
        await log.AppendAsync(journal, 40);
        await log.EraseAsync(journal, Erased, EntryParts.Actor | EntryParts.Client);
        await log.AppendAsync(journal, 19);
        await journal.SealAsync(TestContext.Current.CancellationToken);
        await log.AppendAsync(journal, 30);
        return log;
    }

    public string In(params string[] names) => Path.Combine([Folder, .. names]);

    public Task<Journal> OpenAsync() => Journal.OpenAsync(Folder, Options(), Time, null, null, TestContext.Current.CancellationToken);

    public JournalOptions Options() => new()
    {
        Origin = File.Exists(In("log.vkey")) ? null : "example.org/log",
        SegmentSize = 1 << 20,
        ReserveSize = 4 << 10,
        Watermark = 0,
        LockWait = TimeSpan.Zero,
        GuardFolder = Guard,
    };

    /// <summary>Appends events of all kinds, in batches of ten, and keeps a checkpoint.</summary>
    public async Task AppendAsync(Journal journal, int count)
    {
        TrailEvent[] kinds = [Some.AuditEvent() with { IpAddress = "192.0.2.7", UserName = "Wanda" }, Some.FailedLogin(), Some.SystemEvent() with { UserId = "u7" }];
        for (int done = 0; done < count;)
        {
            EntryEncoder encoder = new();
            for (int end = Math.Min(count, done + 10); done < end; done++)
            {
                encoder.Add(kinds[done % kinds.Length], Encoded.Stamp());
            }

            await journal.AppendAsync(encoder.Complete());
            if (done % 30 == 0 || done == count)
            {
                await KeepAsync(journal);
            }
        }
    }

    public static async Task<long> AppendAsync(Journal journal, LogOrder order)
    {
        EntryEncoder encoder = new();
        encoder.Add(new AuditEvent { Action = "metalog.test", ResourceType = "log" }, Encoded.Stamp() with { Order = order });
        return await journal.AppendAsync(encoder.Complete());
    }

    public async Task<long> EraseAsync(Journal journal, SequenceRange[] ranges, EntryParts parts)
    {
        long sequence = await AppendAsync(journal, new EraseOrder(ranges, parts, "test"));
        await journal.RewriteDetailsAsync(sequence, ranges, (entry, output) => DetailEraser.Erase(entry.Detail.Span, parts, output), TestContext.Current.CancellationToken);
        await KeepAsync(journal);
        return sequence;
    }

    public async Task DropAsync(Journal journal, long before)
    {
        long sequence = await AppendAsync(journal, new DropOrder(before));
        await journal.DropBeforeAsync(sequence, before, TestContext.Current.CancellationToken);
        await KeepAsync(journal);
    }

    /// <summary>Signs a checkpoint over all, a minute later, so that it is kept.</summary>
    public async Task<SignedCheckpoint> KeepAsync(Journal journal)
    {
        Time.Advance(TimeSpan.FromMinutes(1));
        return await journal.Tree!.CheckpointAsync(journal.NextSequence, TestContext.Current.CancellationToken);
    }

    public Task<VerificationReport> VerifyAsync(Func<VerificationSettings, VerificationSettings>? with = null)
    {
        VerificationSettings settings = new() { Directory = Folder };
        return new Verification(with?.Invoke(settings) ?? settings, TimeProvider.System).RunAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>A copy of the folder as it is now, without its lock, to be put back later.</summary>
    public Dictionary<string, byte[]> Copy() => Files.Where(path => Path.GetFileName(path) != "LOCK").ToDictionary(path => path, File.ReadAllBytes);

    public void PutBack(Dictionary<string, byte[]> copy)
    {
        Directory.Delete(Folder, recursive: true);
        foreach ((string path, byte[] bytes) in copy)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, bytes);
        }
    }

    public void Dispose() => _root.Delete(recursive: true);
}
