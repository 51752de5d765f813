using MetaLogging.Events;
using MetaLogging.Journaling;
using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Queries;
using MetaLogging.Tests.Support;

namespace MetaLogging.Tests.Signing;

public sealed class SigningGuardTests : IDisposable
{
    readonly GuardedFolder _folder = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Yesterdays_folder_put_back_is_read_and_never_written()
    {
        await _folder.RunAsync(2);
        Dictionary<string, byte[]> yesterday = _folder.Copy();
        await _folder.RunAsync(3);
        string guard = File.ReadAllText(_folder.GuardFile);
        _folder.PutBack(yesterday);
        await RefusedAsync(2, "The journal has 2 entries, and a checkpoint over 5 was signed");
        Assert.Equal(guard, File.ReadAllText(_folder.GuardFile));
        Assert.Equal(yesterday["checkpoint"], File.ReadAllBytes(_folder.In("checkpoint")));
    }

    [Fact]
    public async Task A_folder_that_is_brought_back_whole_goes_on()
    {
        await _folder.RunAsync(2);
        Dictionary<string, byte[]> yesterday = _folder.Copy();
        await _folder.RunAsync(3);
        Dictionary<string, byte[]> today = _folder.Copy();
        _folder.PutBack(yesterday);
        await RefusedAsync(2, "older copy");
        _folder.PutBack(today);
        await GoesOnAsync(5);
    }

    /// <summary>The journal of another history under the checkpoints of this one, whose tree has to be made anew.</summary>
    [Theory, InlineData(true), InlineData(false)]
    public async Task Changed_facts_under_an_intact_checkpoint_are_refused(bool hasGuard)
    {
        await _folder.RunAsync(2);
        Dictionary<string, byte[]> begin = _folder.Copy();
        await _folder.RunAsync(3);
        Dictionary<string, byte[]> signed = _folder.Copy();
        _folder.PutBack(begin, "forged");
        await _folder.RunAsync(3, "forged", "forgers-guard");
        Dictionary<string, byte[]> forged = _folder.Copy("forged").Where(file => !file.Key.StartsWith("tree", StringComparison.Ordinal)).ToDictionary();
        foreach (string name in (string[])["checkpoint", "checkpoints.ndjson"])
        {
            forged[name] = signed[name];
        }

        _folder.PutBack(forged);
        if (!hasGuard)
        {
            Directory.Delete(_folder.Guard, recursive: true);
        }

        await RefusedAsync(5, "The first 5 entries are not those that were signed");
    }

    [Fact]
    public async Task Lost_tree_files_are_made_anew()
    {
        await _folder.RunAsync(300);
        Directory.Delete(_folder.In("tree"), recursive: true);
        await GoesOnAsync(300);
    }

    [Fact]
    public async Task Replaced_keys_are_refused()
    {
        await _folder.RunAsync(2);
        File.Delete(_folder.In("signing-key"));
        File.Delete(_folder.In("log.vkey"));
        await RefusedAsync(2, "The keys of the log were replaced");
    }

    [Fact]
    public async Task A_signing_key_that_is_gone_is_refused()
    {
        await _folder.RunAsync(2);
        File.Delete(_folder.In("signing-key"));
        await RefusedAsync(2, "signing-key is missing");
        Assert.False(File.Exists(_folder.In("signing-key")));
    }

    [Fact]
    public async Task A_checkpoint_with_a_flipped_bit_does_no_harm_where_the_guard_is_good()
    {
        await _folder.RunAsync(2);
        byte[] bytes = File.ReadAllBytes(_folder.In("checkpoint"));
        for (int at = 0; at < bytes.Length; at += 17)
        {
            byte[] flipped = [.. bytes];
            flipped[at] ^= 0x04;
            File.WriteAllBytes(_folder.In("checkpoint"), flipped);
            await using AuditTrail trail = await _folder.OpenAsync();
            Assert.NotEqual(JournalState.ReadOnly, trail.Health.Journal.State);
            await trail.RecordAsync(Some.AuditEvent(), Cancel);
            await trail.SignedLog.CheckpointAsync(Cancel);
            bytes = File.ReadAllBytes(_folder.In("checkpoint"));
            _folder.Newest.CheckAll(_folder.Keys);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("vkey hello\n\nhello")]
    [InlineData("\0\0\0\0\0\0\0\0")]
    public async Task A_guard_that_can_not_be_understood_is_refused_in_words(string text)
    {
        await _folder.RunAsync(2);
        File.WriteAllText(_folder.GuardFile, text);
        await RefusedAsync(2, $"The signing guard's file {_folder.GuardFile} can't be understood");

        // As it says.
        File.Delete(_folder.GuardFile);
        await GoesOnAsync(2);
    }

    [Fact]
    public async Task A_guard_that_was_cut_or_changed_is_refused()
    {
        await _folder.RunAsync(2);
        string text = File.ReadAllText(_folder.GuardFile);
        foreach (string changed in (string[])[text[..^20], text.Replace("\n2\n", "\n1\n", StringComparison.Ordinal)])
        {
            File.WriteAllText(_folder.GuardFile, changed);
            await RefusedAsync(2, "can't be understood");
        }
    }

    [Fact]
    public async Task A_guard_folder_that_was_given_and_can_not_be_written_is_an_error_that_names_the_setting()
    {
        File.WriteAllText(_folder.Guard, "a file is here");
        JournalException refused = await Assert.ThrowsAsync<JournalException>(() => _folder.OpenAsync());
        Assert.Contains(_folder.Guard, refused.Message, StringComparison.Ordinal);
        Assert.Contains("MetaLogging:Journal:GuardFolder", refused.Message, StringComparison.Ordinal);
        File.Delete(_folder.Guard);
        await GoesOnAsync(0);
    }

    [Fact]
    public async Task Of_two_folders_with_the_same_key_that_run_in_turn_the_second_is_refused()
    {
        await _folder.RunAsync(2);
        _folder.PutBack(_folder.Copy(), "copy");
        await _folder.RunAsync(1);
        await RefusedAsync(2, "a checkpoint over 3 was signed", "copy");
        await GoesOnAsync(3);
    }

    [Fact]
    public async Task Of_two_folders_with_the_same_key_that_run_at_once_only_one_goes_on()
    {
        await _folder.RunAsync(2);
        _folder.PutBack(_folder.Copy(), "copy");
        await using AuditTrail first = await _folder.OpenAsync();
        await using AuditTrail second = await _folder.OpenAsync("copy");
        await first.RecordAsync(Some.AuditEvent(), Cancel);
        await first.SignedLog.CheckpointAsync(Cancel);
        await second.RecordAsync(Some.AuditEvent(), Cancel);
        SigningRefusedException refused = await Assert.ThrowsAsync<SigningRefusedException>(() => second.SignedLog.CheckpointAsync(Cancel));
        Assert.Contains("Somebody else has signed", refused.Message, StringComparison.Ordinal);
        await Eventually.TrueAsync(() => second.Health.Journal.State == JournalState.ReadOnly, Cancel);
        await Assert.ThrowsAsync<JournalNotWritableException>(() => second.RecordAsync(Some.AuditEvent(), Cancel));
        await first.RecordAsync(Some.AuditEvent(), Cancel);
        Assert.Equal(4, (await first.SignedLog.CheckpointAsync(Cancel)).Size);
    }

    /// <summary>It opens, says why it is not written, refuses what would write, and answers what is asked.</summary>
    async Task RefusedAsync(long entries, string reason, string data = "data")
    {
        await using AuditTrail trail = await _folder.OpenAsync(data);
        JournalHealth health = trail.Health.Journal;
        Assert.Equal(JournalState.ReadOnly, health.State);
        Assert.Contains(reason, health.Reason, StringComparison.Ordinal);
        Assert.Equal(health.Reason, trail.SignedLog.Problem);
        JournalNotWritableException refused = await Assert.ThrowsAsync<JournalNotWritableException>(() => trail.RecordAsync(Some.AuditEvent(), Cancel));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<JournalNotWritableException>(() => trail.EraseAsync([new SequenceRange(0, 1)], EntryParts.Actor, "test", Cancel));
        await Assert.ThrowsAsync<SigningRefusedException>(() => trail.SignedLog.CheckpointAsync(Cancel));
        await Assert.ThrowsAsync<SigningRefusedException>(() => trail.KeyRotation.RotateAsync(TimeSpan.Zero, "a", "b", Cancel));
        await trail.CatchUpAsync("list", Cancel);
        Assert.Equal(entries, (await trail.QueryAsync(new AuditEventQuery { Limit = 1000 }, Cancel)).Items.Count);
        Assert.Equal(entries, trail.NextSequence);
    }

    async Task GoesOnAsync(long entries)
    {
        await using AuditTrail trail = await _folder.OpenAsync();
        Assert.NotEqual(JournalState.ReadOnly, trail.Health.Journal.State);
        await trail.RecordAsync(Some.AuditEvent(), Cancel);
        SignedCheckpoint signed = await trail.SignedLog.CheckpointAsync(Cancel);
        Assert.Equal(entries + 1, signed.Size);
        signed.CheckAll(_folder.Keys);
    }
}
