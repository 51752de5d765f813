using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.Journaling;
using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Notes;
using MetaLogging.Tests.Support;
using MetaLogging.Tests.Verifying;
using MetaLogging.Verifying;

namespace MetaLogging.Tests.Signing;

public sealed class KeyRotationTests : IDisposable
{
    static readonly TimeSpan Overlap = TimeSpan.FromDays(7);

    readonly GuardedFolder _folder = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory, InlineData(false), InlineData(true)]
    public async Task Both_keys_sign_during_the_overlap_and_only_the_new_one_after_it(bool restarts)
    {
        AuditTrail trail = await _folder.OpenAsync();
        await trail.RecordAsync(Some.AuditEvent(), Cancel);
        VerifierKey old = Assert.Single(_folder.Keys);
        VerifierKey next = await trail.KeyRotation.RotateAsync(Overlap, "u1", "Wanda", Cancel);
        Assert.Equal([next, old], _folder.Keys);
        Assert.Equal([next, old], trail.SignedLog.Keys);
        Assert.Equal([next, old], Signers(_folder.Newest));   // as soon as it is rotated
        Assert.Equal(trail.NextSequence, _folder.Newest.Size);

        _folder.Time.Advance(Overlap - TimeSpan.FromMinutes(1));
        trail = await AgainAsync(trail, restarts);
        await trail.RecordAsync(Some.AuditEvent(), Cancel);
        Assert.Equal([next, old], Signers(await trail.SignedLog.CheckpointAsync(Cancel)));

        _folder.Time.Advance(TimeSpan.FromMinutes(1));
        trail = await AgainAsync(trail, restarts);
        await trail.RecordAsync(Some.AuditEvent(), Cancel);
        Assert.Equal([next], Signers(await trail.SignedLog.CheckpointAsync(Cancel)));
        Assert.Equal([next, old], _folder.Keys);
        await trail.DisposeAsync();
        await SoundAsync();
    }

    [Fact]
    public async Task The_old_key_signs_the_new_one_in_the_fact_and_who_asked_for_it_is_recorded()
    {
        await using AuditTrail trail = await _folder.OpenAsync();
        VerifierKey old = Assert.Single(trail.SignedLog.Keys);
        VerifierKey next = await trail.KeyRotation.RotateAsync(Overlap, "u1", "Wanda", Cancel);
        EntryView view = new();
        view.Read(await trail.Journal.ReadEntryAsync(0, Cancel));
        KeyOrder order = Assert.IsType<KeyOrder>(view.Order);
        Assert.Equal(next.Text, order.Key);
        Assert.True(old.VerifiesBare(System.Text.Encoding.UTF8.GetBytes($"metalog-rotate/v1\n{trail.Origin}\n{next.Text}\n"), Convert.FromBase64String(order.Signature)));
        Assert.True(view.IsOwn);
        AuditEvent own = (AuditEvent)view.ToRecorded(trail.Origin).Event;
        Assert.Equal(("metalog.key.rotate", "u1", "Wanda"), (own.Action, own.UserId, own.UserName));
        Assert.Equal(old.Text, own.AdditionalData!["before"]!.GetValue<string>());
        Assert.Equal(next.Text, own.AdditionalData!["after"]!.GetValue<string>());
        Assert.False(File.Exists(_folder.In("signing-key.next")));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.In("signing-key")));
        }
    }

    [Fact]
    public async Task Rotations_at_once_are_done_one_after_the_other()
    {
        AuditTrail trail = await _folder.OpenAsync();
        VerifierKey old = Assert.Single(trail.SignedLog.Keys);
        VerifierKey[] made = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => trail.KeyRotation.RotateAsync(Overlap, "u1", "Wanda", Cancel))));
        Assert.Equal(5, _folder.Keys.Length);
        Assert.Equal(old, _folder.Keys[^1]);
        Assert.Equal(made.Select(key => key.Text).Order(StringComparer.Ordinal), _folder.Keys[..4].Select(key => key.Text).Order(StringComparer.Ordinal));
        Assert.Equal(_folder.Keys, Signers(_folder.Newest));
        await trail.DisposeAsync();
        await SoundAsync();
    }

    /// <summary>As a crash between the announcement and going over leaves it.</summary>
    [Fact]
    public async Task A_key_that_was_announced_before_a_crash_signs_after_it()
    {
        await _folder.RunAsync(2);
        VerifierKey old = Assert.Single(_folder.Keys);
        using SigningKey next = Next();
        await using (Journal journal = await _folder.OpenJournalAsync())
        {
            using SigningKey first = SigningKey.Parse(File.ReadAllLines(_folder.In("signing-key"))[0]);
            await WrittenLog.AppendAsync(journal, new KeyOrder(next.Verifier.Text, Convert.ToBase64String(first.SignBare(KeyOrder.Text(journal.Origin, next.Verifier.Text)))));
        }

        await _folder.RunAsync(1);
        Assert.Equal([next.Verifier, old], _folder.Keys);
        Assert.Equal([next.Verifier, old], Signers(_folder.Newest));
        Assert.False(File.Exists(_folder.In("signing-key.next")));
        await SoundAsync();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_key_that_was_never_announced_is_forgotten(bool isWhole)
    {
        await _folder.RunAsync(2);
        VerifierKey old = Assert.Single(_folder.Keys);
        using SigningKey next = Next();
        if (!isWhole)
        {
            File.WriteAllText(_folder.In("signing-key.next"), "PRIVATE+KEY+");
        }

        await _folder.RunAsync(1);
        Assert.Equal([old], _folder.Keys);
        Assert.Equal([old], Signers(_folder.Newest));
        Assert.False(File.Exists(_folder.In("signing-key.next")));
        await SoundAsync();
    }

    /// <summary>As a crash leaves it after the key signs and before the announced one is forgotten, or before it is listed.</summary>
    [Theory, InlineData(true), InlineData(false)]
    public async Task A_key_that_had_gone_over_before_a_crash_is_listed_once(bool isListed)
    {
        await using (AuditTrail trail = await _folder.OpenAsync())
        {
            await trail.KeyRotation.RotateAsync(Overlap, "u1", "Wanda", Cancel);
        }

        VerifierKey[] keys = _folder.Keys;
        File.WriteAllText(_folder.In("signing-key.next"), File.ReadAllText(_folder.In("signing-key")).Split('\n')[0] + "\n");
        if (!isListed)
        {
            // No checkpoint has been signed by it yet then.
            Directory.Delete(_folder.Guard, recursive: true);
            File.Delete(_folder.In("checkpoint"));
            File.Delete(_folder.In("checkpoints.ndjson"));
            File.WriteAllText(_folder.In("log.vkey"), keys[1].Text + "\n");
        }

        await _folder.RunAsync(1);
        Assert.Equal(keys, _folder.Keys);
        Assert.Equal(keys, Signers(_folder.Newest));
        Assert.False(File.Exists(_folder.In("signing-key.next")));
        await SoundAsync();
    }

    async Task<AuditTrail> AgainAsync(AuditTrail trail, bool restarts)
    {
        if (!restarts)
        {
            return trail;
        }

        await trail.DisposeAsync();
        return await _folder.OpenAsync();
    }

    SigningKey Next()
    {
        SigningKey next = SigningKey.Create(_folder.Keys[0].Name, NoteKeyType.Log);
        File.WriteAllText(_folder.In("signing-key.next"), next.Export() + "\n");
        return next;
    }

    async Task SoundAsync()
    {
        VerificationReport report = await new Verification(new() { Directory = _folder.In("") }, TimeProvider.System).RunAsync(Cancel);
        Assert.Empty(report.Damage);
    }

    VerifierKey[] Signers(SignedCheckpoint signed) => [.. signed.CheckAll(_folder.Keys).Select(signature => signature.Key)];
}
