using System.Text;
using MetaLogging.Configuration;
using MetaLogging.Events;
using MetaLogging.Journaling.Verifying;
using MetaLogging.Queries;
using MetaLogging.Server.Tests.Support;
using MetaLogging.Verifying;

namespace MetaLogging.Server.Tests.Backups;

/// <summary><c>metalog restore</c>: the log goes on under a new origin, and what was erased stays erased.</summary>
public sealed class RestoreTests : IDisposable
{
    readonly Shell _shell = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    string Folder => Path.Combine(_shell.Folder, "real");

    string Backup => Path.Combine(_shell.Folder, "backup");

    string Restored => Path.Combine(_shell.Folder, "restored");

    string Guard => Folder + ".guard";

    public void Dispose() => _shell.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_erased_since_the_backup_is_erased_again_and_found_nowhere(bool isRemembered)
    {
        await RealTrail.MakeAsync(Folder, 40);
        Assert.Equal(0, await _shell.RunPlainAsync("backup", "--data", Folder, "--out", Backup));
        await using (AuditTrail trail = await RealTrail.OpenAsync(RealTrail.Options(Folder)))
        {
            await trail.RecordAsync(RealTrail.Event("later"), Cancellation);
            await trail.EraseAsync([new(3, 5), new(38, 41)], EntryParts.Actor, "right-to-erasure", Cancellation);
        }

        string[] options = isRemembered ? ["--guard-folder", Guard] : ["--guard-folder", Guard + "2", "--erasures-from", Folder];
        Assert.Equal(0, await RestoreAsync(options));
        Assert.Contains("1 erasures were done again", _shell.Output, StringComparison.Ordinal);
        foreach (string gone in new[] { "alice3\"", "alice4\"", "alice38\"", "alice39\"" })
        {
            Assert.Equal(0, Found(gone));
        }

        Assert.NotEqual(0, Found("alice5\""));
        Assert.Empty(await DamageAsync(Restored));
        await using AuditTrail restored = await RealTrail.OpenAsync(Options(isRemembered ? Guard : Guard + "2"));
        await restored.CatchUpAsync("embedded", Cancellation);
        Page<AuditEvent> page = await restored.QueryAsync(new AuditEventQuery { Action = ["read_document"], Limit = 100 }, Cancellation);
        Assert.Equal(40, page.Items.Count);
        Assert.Equal(4, page.Items.Count(item => item.Event.UserId is null));
    }

    [Fact]
    public async Task A_restored_log_goes_on_and_is_consistent_with_the_old_ones_checkpoint_and_knows_its_ids()
    {
        Guid id = Guid.CreateVersion7();
        await using (AuditTrail trail = await RealTrail.OpenAsync(RealTrail.Options(Folder)))
        {
            await trail.RecordAsync(RealTrail.Event("alice") with { Id = id }, Cancellation);
            await trail.RecordAsync(RealTrail.Event("bob"), Cancellation);
        }

        Assert.Equal(0, await _shell.RunPlainAsync("backup", "--data", Folder, "--out", Backup));
        Assert.Equal(0, await RestoreAsync("--guard-folder", Guard, "--origin", "example.org/second"));
        Assert.Contains("example.org/second", _shell.Output, StringComparison.Ordinal);
        string[] keys = await File.ReadAllLinesAsync(Path.Combine(Restored, "log.vkey"), Cancellation);
        string[] before = await File.ReadAllLinesAsync(Path.Combine(Folder, "log.vkey"), Cancellation);
        Assert.StartsWith("example.org/second+", keys[0], StringComparison.Ordinal);
        Assert.Equal(before, keys[1..]);
        Assert.Contains(keys[0], _shell.Output, StringComparison.Ordinal);
        await using (AuditTrail restored = await RealTrail.OpenAsync(Options(Guard)))
        {
            Assert.Equal(3, restored.NextSequence);   // with the event that tells of it
            await restored.RecordAsync(RealTrail.Event("alice") with { Id = id }, Cancellation);
            Assert.Equal(3, restored.NextSequence);
            Assert.Equal(3, (await restored.RecordAsync(RealTrail.Event("carol"), Cancellation)).Sequence);
            await restored.CatchUpAsync("embedded", Cancellation);
            Page<AuditEvent> told = await restored.QueryAsync(new AuditEventQuery { Own = true, Action = ["metalog.restore"] }, Cancellation);
            Assert.Equal(before[0].Split('+')[0], (string)told.Items.Single().Event.AdditionalData!["from_origin"]!);
            Assert.Equal(2, (long)told.Items.Single().Event.AdditionalData!["from_size"]!);
        }

        Assert.Empty(await DamageAsync(Restored, Path.Combine(Folder, "checkpoint")));
    }

    [Fact]
    public async Task Entries_that_the_guard_knows_and_the_backup_has_not_are_told_as_lost()
    {
        await RealTrail.MakeAsync(Folder, 10);
        Assert.Equal(0, await _shell.RunPlainAsync("backup", "--data", Folder, "--out", Backup));
        await RealTrail.MakeAsync(Folder, 7);
        Assert.Equal(0, await RestoreAsync("--guard-folder", Guard));
        Assert.Contains("the old log signed 17 entries, and the backup has 10. 7 entries", _shell.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_origin_that_was_used_is_refused()
    {
        await RealTrail.MakeAsync(Folder, 10);
        Assert.Equal(0, await _shell.RunPlainAsync("backup", "--data", Folder, "--out", Backup));
        string old = (await File.ReadAllTextAsync(Path.Combine(Folder, "log.vkey"), Cancellation)).Split('+')[0];
        Assert.Equal(3, await RestoreAsync("--guard-folder", Guard, "--origin", old));
        Assert.Contains("Choose another one with --origin", _shell.Talk, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Restored));
        Assert.False(Directory.Exists(Restored + ".new"));
    }

    [Fact]
    public async Task Erasures_of_entries_that_only_the_old_log_had_never_touch_what_came_in_their_place()
    {
        await RealTrail.MakeAsync(Folder, 10);
        Assert.Equal(0, await _shell.RunPlainAsync("backup", "--data", Folder, "--out", Backup));
        await using (AuditTrail trail = await RealTrail.OpenAsync(RealTrail.Options(Folder)))
        {
            for (int i = 0; i < 20; i++)
            {
                await trail.RecordAsync(RealTrail.Event($"old{i}"), Cancellation);
            }

            await trail.EraseAsync([new(9, 25)], EntryParts.Actor, "rule", Cancellation);
        }

        Assert.Equal(0, await RestoreAsync("--guard-folder", Guard));
        await using (AuditTrail restored = await RealTrail.OpenAsync(Options(Guard)))
        {
            for (int i = 0; i < 20; i++)
            {
                await restored.RecordAsync(RealTrail.Event($"new{i}"), Cancellation);
            }
        }

        string second = Path.Combine(_shell.Folder, "second");
        Assert.Equal(0, await _shell.RunPlainAsync("backup", "--data", Restored, "--out", Backup + "2"));
        Assert.Equal(0, await _shell.RunPlainAsync("restore", Backup + "2", "--data", second, "--guard-folder", Guard));
        Assert.Empty(await DamageAsync(second));
        await using AuditTrail again = await RealTrail.OpenAsync(RealTrail.Options(second, Guard));
        await again.CatchUpAsync("embedded", Cancellation);
        Page<AuditEvent> page = await again.QueryAsync(new AuditEventQuery { Action = ["read_document"], Limit = 100 }, Cancellation);
        Assert.Equal(1, page.Items.Count(item => item.Event.UserId is null));
        Assert.Equal(20, page.Items.Count(item => item.Event.UserId?.StartsWith("new", StringComparison.Ordinal) == true));
    }

    Task<int> RestoreAsync(params string[] options) => _shell.RunPlainAsync(["restore", Backup, "--data", Restored, .. options]);

    MetaLoggingOptions Options(string guard) => RealTrail.Options(Restored, guard);

    static async Task<IEnumerable<string>> DamageAsync(string directory, string? checkpoint = null)
    {
        VerificationSettings settings = new() { Directory = directory, Checkpoint = checkpoint, GuardFolder = directory + ".no-guard" };
        VerificationReport report = await new Verification(settings, TimeProvider.System).RunAsync(Cancellation);
        return report.Damage.Select(finding => $"{finding.Sequence} {finding.File} {finding.Reason}");
    }

    /// <summary>In how many files these bytes stand, and in how many entries when they are decompressed.</summary>
    int Found(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return Directory.EnumerateFiles(Restored, "*", SearchOption.AllDirectories).Count(file => File.ReadAllBytes(file).AsSpan().IndexOf(bytes) >= 0)
            + new JournalReader(Restored).ReadReadable().SelectMany(piece => piece)
                .Count(entry => entry.Fact.Span.IndexOf(bytes) >= 0 || entry.Detail.Span.IndexOf(bytes) >= 0);
    }
}
