using CsCheck;
using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.Journaling;
using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Verifying;

namespace MetaLogging.Tests.Verifying;

public sealed class VerificationTests
{
    [Fact]
    public async Task A_folder_that_nobody_touched_is_verified_with_all_its_checkpoints()
    {
        using WrittenLog log = await WrittenLog.WriteAsync();
        string kept = Path.Combine(log.Guard, "kept");
        File.WriteAllText(kept, File.ReadAllText(log.In("checkpoint")));
        Dictionary<string, byte[]> before = log.Copy();
        VerificationReport report = await log.VerifyAsync(settings => settings with
        {
            Keys = log.Keys,
            GuardFolder = log.Guard,
            Checkpoint = kept,
            Anchors = [log.In("checkpoints.ndjson")],
        });

        Assert.Empty(report.Damage);
        Assert.Empty(report.Notes);
        Assert.Equal((WrittenLog.Count, WrittenLog.Count, WrittenLog.Count), (report.Entries, report.NextSequence, report.CoveredTo));
        Assert.Equal((WrittenLog.Count, WrittenLog.Count, WrittenLog.Count), (report.GivenTo, report.GuardedTo, report.AnchoredTo));
        Assert.Equal(4, report.Segments);
        Assert.Equal(25, report.ErasedParts);
        Assert.Equal(report.Anchors, File.ReadAllLines(log.In("checkpoints.ndjson")).Length);
        Assert.True(report.Checkpoints > 2 * 5);
        Assert.Equal(before, log.Copy());
    }

    [Fact]
    public async Task Entries_after_the_last_checkpoint_are_counted()
    {
        using WrittenLog log = await WrittenLog.WriteAsync();
        File.WriteAllText(log.In("checkpoint"), Kept(log, 60).ToString());
        VerificationReport report = await log.VerifyAsync();
        Assert.Empty(report.Damage);
        Assert.Equal(150, report.CoveredTo);   // by the kept ones

        File.Delete(log.In("checkpoints.ndjson"));
        Assert.Equal(60, (await log.VerifyAsync()).CoveredTo);
    }

    [Fact]
    public async Task A_folder_without_any_checkpoint_is_checked_and_not_signed()
    {
        using WrittenLog log = await WrittenLog.WriteAsync();
        Directory.Delete(log.In("tree"), recursive: true);
        foreach (string name in (string[])["checkpoint", "checkpoints.ndjson", "log.vkey", "signing-key"])
        {
            File.Delete(log.In(name));
        }

        VerificationReport report = await log.VerifyAsync();
        Assert.Empty(report.Damage);
        Assert.Null(report.CoveredTo);
        Assert.Contains((await log.VerifyAsync(settings => settings with { Keys = [MetaLogging.Journaling.Notes.SigningKey.Create("example.org/log", MetaLogging.Journaling.Notes.NoteKeyType.Log).Verifier] })).Damage,
            finding => finding.Reason.Contains("no checkpoint", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Dropped_entries_are_told_and_their_kept_hashes_carry_the_checkpoints()
    {
        using WrittenLog log = await WrittenLog.WriteAsync();
        await using (Journal journal = await log.OpenAsync())
        {
            await log.DropAsync(journal, 60);
        }

        VerificationReport report = await log.VerifyAsync(settings => settings with { GuardFolder = log.Guard });
        Assert.Empty(report.Damage);
        Assert.Equal((60, 151, 91), (report.FirstSequence, report.NextSequence, report.Entries));
        Assert.Equal(151, report.CoveredTo);
        Assert.Equal(8, report.ErasedParts);

        byte[] hashes = File.ReadAllBytes(log.In("tree", "level-0"));
        hashes[32 * 17] ^= 1;
        File.WriteAllBytes(log.In("tree", "level-0"), hashes);
        Assert.NotEmpty((await log.VerifyAsync()).Damage);
        File.Delete(log.In("tree", "level-0"));
        Assert.Contains((await log.VerifyAsync()).Damage, finding => finding is { File: "tree/level-0", Sequence: 0 });
    }

    [Fact]
    public async Task A_torn_last_frame_is_no_damage_unless_a_checkpoint_covers_it()
    {
        using WrittenLog log = await WrittenLog.WriteAsync();
        await using (Journal journal = await log.OpenAsync())
        {
            await log.AppendAsync(journal, 10);
        }

        string path = log.In("journal", JournalFolder.NameOf(WrittenLog.Unsealed, SegmentFileKind.Open));
        byte[] whole = File.ReadAllBytes(path);
        int end = Array.FindLastIndex(whole, value => value != 0);
        int mark = end / 512 * 512;
        Array.Clear(whole, mark - 1024, whole.Length - mark + 1024);   // the mark of the clean close, and the end of the last frame
        File.WriteAllBytes(path, whole);
        VerificationReport report = await log.VerifyAsync();
        Assert.Equal(150, report.NextSequence);
        Assert.Equal(150, Assert.Single(report.Notes).Sequence);
        Assert.All(report.Damage, finding => Assert.Equal(150, finding.Sequence));
        Assert.Contains(report.Damage, finding => finding.File == "checkpoint" && finding.Reason.Contains("cut off", StringComparison.Ordinal));

        File.WriteAllText(log.In("checkpoint"), Kept(log, 150).ToString());
        File.WriteAllLines(log.In("checkpoints.ndjson"), File.ReadAllLines(log.In("checkpoints.ndjson"))[..^1]);
        report = await log.VerifyAsync();
        Assert.Empty(report.Damage);
        Assert.Equal(150, Assert.Single(report.Notes).Sequence);
    }

    [Fact]
    public async Task Any_flipped_bit_in_what_is_signed_kept_or_journaled_is_found()
    {
        using WrittenLog log = await WrittenLog.WriteAsync();
        string[] files = [.. log.Files.Where(path => Path.GetFileName(path) is not ("LOCK" or "signing-key" or "spare"))];
        Assert.Contains(log.In("tree", "level-0"), files);
        await Gen.Select(Gen.Int[0, files.Length - 1], Gen.Double[0, 1]).SampleAsync(async (which, place) =>
        {
            byte[] whole = File.ReadAllBytes(files[which]);
            long bit = (long)(place * (whole.Length * 8L - 1));
            byte[] flipped = [.. whole];
            flipped[bit / 8] ^= (byte)(1 << (int)(bit % 8));
            File.WriteAllBytes(files[which], flipped);
            VerificationReport report = await log.VerifyAsync(settings => settings with { GuardFolder = log.Guard });
            File.WriteAllBytes(files[which], whole);

            // The time at which a checkpoint was kept is a remark, and so are its line ends.
            string line = files[which].EndsWith("ndjson", StringComparison.Ordinal) ? Around(whole, (int)(bit / 8)) : "";
            Assert.True(report.Damage.Concat(report.Notes).Any() || line.Contains("kept_at", StringComparison.Ordinal) || line.EndsWith('\n'),
                $"bit {bit} of {files[which]}");
        }, iter: 400, threads: 1);
    }

    [Fact]
    public async Task Random_bytes_in_any_file_are_answered_with_findings_and_never_with_an_exception()
    {
        using WrittenLog log = await WrittenLog.WriteAsync();
        string[] files = [.. log.Files.Where(path => Path.GetFileName(path) is not ("LOCK" or "signing-key" or "spare"))];
        await Gen.Select(Gen.Int[0, files.Length - 1], Gen.Int, Gen.Int[64, 3000], Gen.Double[0, 1]).SampleAsync(async (which, seed, length, place) =>
        {
            byte[] whole = File.ReadAllBytes(files[which]);
            byte[] other = [.. whole];
            int at = (int)(place * Math.Max(0, whole.Length - length));
            new Random(seed).NextBytes(other.AsSpan(at, Math.Min(length, whole.Length - at)));
            File.WriteAllBytes(files[which], other);
            VerificationReport report = await log.VerifyAsync(settings => settings with { Anchors = [files[which]] });
            File.WriteAllBytes(files[which], whole);
            Assert.NotEmpty(report.Damage.Concat(report.Notes));
        }, iter: 150, threads: 1);
    }

    [Fact]
    public async Task A_folder_is_verified_while_a_process_writes_seals_erases_and_drops()
    {
        using WrittenLog log = await WrittenLog.WriteAsync();
        await using Journal journal = await log.OpenAsync();
        using CancellationTokenSource enough = new();
        Task writing = Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                await log.AppendAsync(journal, 60);
                long next = journal.NextSequence;
                await log.EraseAsync(journal, [new(next - 50, next - 20)], EntryParts.All);
                await log.DropAsync(journal, journal.SegmentBoundary(next - 300));
            }
        }, TestContext.Current.CancellationToken);
        for (int i = 0; (i < 50 || journal.FirstSequence == 0) && !writing.IsCompleted; i++)
        {
            VerificationReport report = await log.VerifyAsync(settings => settings with { GuardFolder = log.Guard });
            Assert.Empty(report.Damage);
        }

        await enough.CancelAsync();
        await writing;
    }

    static SignedCheckpoint Kept(WrittenLog log, long size) => File.ReadLines(log.In("checkpoints.ndjson"))
        .Select(line => SignedCheckpoint.Parse(System.Text.Json.Nodes.JsonNode.Parse(line)!["checkpoint"]!.GetValue<string>()))
        .First(checkpoint => checkpoint.Size == size);

    static string Around(byte[] bytes, int at)
    {
        int start = Array.LastIndexOf(bytes, (byte)'\n', Math.Max(0, at - 1)) + 1;
        int member = bytes.AsSpan(start).IndexOf(",\"checkpoint\""u8) + start;
        return at < member ? "kept_at" : bytes[at] == '\n' ? "\n" : "";
    }
}
