using System.Text;
using MetaLogging.Events;
using MetaLogging.Journaling;
using MetaLogging.Journaling.Backups;
using MetaLogging.Journaling.Verifying;
using MetaLogging.Server.Tests.Support;
using MetaLogging.Verifying;

namespace MetaLogging.Server.Tests.Backups;

/// <summary><c>metalog backup</c>: a copy that is whole, whatever goes on meanwhile.</summary>
public sealed class BackupTests : IDisposable
{
    readonly Shell _shell = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    string Folder => Path.Combine(_shell.Folder, "real");

    string Out => Path.Combine(_shell.Folder, "out");

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task A_backup_under_writing_sealing_erasing_and_dropping_is_whole_and_has_all_that_was_acknowledged_before()
    {
        await using AuditTrail trail = new(RealTrail.Options(Folder, segmentSize: 64 << 10), [], TimeProvider.System);
        await trail.StartAsync(Cancellation);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task writing = Task.Run(() => WriteAsync(trail, stop.Token), Cancellation);
        Task erasing = Task.Run(() => EraseAsync(trail, stop.Token), Cancellation);
        long dropped = 0;
        for (int i = 0; i < 6; i++)
        {
            while (trail.NextSequence < 400 * (i + 1))
            {
                await trail.RecordAsync(RealTrail.Event("filler"), Cancellation);
            }

            long acknowledged = trail.NextSequence;
            string target = Out + i;
            Assert.Equal(0, await _shell.RunPlainAsync("backup", "--data", Folder, "--out", target));
            VerificationReport report = await VerifyAsync(target);
            Assert.Empty(report.Damage.Select(finding => $"{finding.Sequence} {finding.File} {finding.Reason}"));
            Assert.InRange(report.NextSequence, acknowledged, long.MaxValue);
            dropped = report.FirstSequence;
            Assert.Equal(report.NextSequence - report.FirstSequence, new JournalReader(target).ReadReadable().Sum(piece => piece.Count));
        }

        await stop.CancelAsync();
        await writing;
        await erasing;
        Assert.NotEqual(0, dropped);
    }

    [Fact]
    public async Task A_backup_has_no_key_that_signs_and_nothing_that_can_be_made_again()
    {
        await RealTrail.MakeAsync(Folder, 30);
        await File.WriteAllTextAsync(Path.Combine(Folder, "keys.json"), "{}", Cancellation);
        Assert.Equal(0, await _shell.RunPlainAsync("backup", "--data", Folder, "--out", Out));
        Assert.Equal(
            ["checkpoint", "checkpoints.ndjson", "journal", "keys.json", "log.vkey", "tree"],
            Directory.GetFileSystemEntries(Out).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Contains("30 entries, those from 0 up to 30; the checkpoint covers 30.", _shell.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_that_was_interrupted_leaves_nothing_that_looks_like_one()
    {
        await RealTrail.MakeAsync(Folder, 30);
        using CancellationTokenSource interrupt = new();
        await interrupt.CancelAsync();
        Assert.NotEqual(0, await _shell.RunUntilAsync(interrupt.Token, "backup", "--data", Folder, "--out", Out));
        Assert.False(Directory.Exists(Out));
        Assert.False(Directory.Exists(Out + ".new"));
    }

    [Fact]
    public async Task What_a_killed_backup_left_is_not_restored_and_is_removed_by_the_next_one()
    {
        await RealTrail.MakeAsync(Folder, 30);
        UnfinishedFolder killed = UnfinishedFolder.Make(Out);
        new JournalBackup(Folder, killed.Path).Run(Cancellation);
        Assert.Equal(3, await _shell.RunPlainAsync("restore", killed.Path, "--data", Out + "-restored", "--guard-folder", Out + ".guard"));
        Assert.Contains("was not finished", _shell.Talk, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Out + "-restored"));
        Assert.Equal(0, await _shell.RunPlainAsync("backup", "--data", Folder, "--out", Out));
        Assert.False(Directory.Exists(killed.Path));
        Assert.False(File.Exists(Path.Combine(Out, UnfinishedFolder.Mark)));
    }

    [Fact]
    public async Task Wrong_places_are_refused_and_nothing_is_written()
    {
        await RealTrail.MakeAsync(Folder, 3);
        Directory.CreateDirectory(Out);
        await File.WriteAllTextAsync(Path.Combine(Out, "mine"), "kept", Cancellation);
        Assert.Equal(2, await _shell.RunPlainAsync("backup", "--data", Folder, "--out", Out));
        Assert.Equal(2, await _shell.RunPlainAsync("backup", "--data", Folder, "--out", Path.Combine(Folder, "backup")));
        Assert.Equal(2, await _shell.RunPlainAsync("backup", "--server", "http://127.0.0.1:1", "--data", Folder, "--out", Out + "2"));
        Assert.Contains("beside the folder", _shell.Talk, StringComparison.Ordinal);
        Assert.Equal(2, await _shell.RunPlainAsync("restore", Folder, "--data", Out));
        Assert.Equal(2, await _shell.RunPlainAsync("restore", Folder, "--data", Out + "2", "--origin", "with space"));
        Assert.Equal("kept", await File.ReadAllTextAsync(Path.Combine(Out, "mine"), Cancellation));
        Assert.False(Directory.Exists(Out + "2"));
    }

    static Task<VerificationReport> VerifyAsync(string directory) => new Verification(
        new() { Directory = directory, GuardFolder = directory + ".no-guard" }, TimeProvider.System).RunAsync(Cancellation);

    static async Task WriteAsync(AuditTrail trail, CancellationToken stop)
    {
        for (int i = 0; !stop.IsCancellationRequested; i++)
        {
            await trail.RecordAsync(RealTrail.Event($"user{i}") with { ErrorMessage = new string('x', 300) }, CancellationToken.None);
        }
    }

    static async Task EraseAsync(AuditTrail trail, CancellationToken stop)
    {
        for (long at = 0; !stop.IsCancellationRequested; at += 7)
        {
            long half = trail.NextSequence / 2;
            if (at % 70 == 0)
            {
                await trail.DropBeforeAsync(half / 2, CancellationToken.None);
            }

            long from = half + (at % Math.Max(1, half - 5));
            if (trail.NextSequence > 10)
            {
                await trail.EraseAsync([new(from, from + 3)], EntryParts.Actor, "test", CancellationToken.None);
            }

            // A person is erased now and then, not all the time.
            for (int i = 0; i < 20; i++)
            {
                await trail.RecordAsync(RealTrail.Event("between"), CancellationToken.None);
            }
        }
    }
}
