using MetaLogging.Entries;
using MetaLogging.Journaling;
using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Notes;
using MetaLogging.Verifying;

namespace MetaLogging.Tests.Verifying;

public sealed class KeyRotationTests : IAsyncLifetime
{
    readonly WrittenLog _log = new();
    SigningKey _second = null!;
    SigningKey _first = null!;

    /// <summary>A log whose second key is introduced by the entry 10 and signs from then on.</summary>
    public async ValueTask InitializeAsync()
    {
        _second = SigningKey.Create("example.org/log", NoteKeyType.Log);
        await WriteAsync(_second.Verifier.Text, key => key.SignBare(KeyOrder.Text("example.org/log", _second.Verifier.Text)));
        File.WriteAllText(_log.In("log.vkey"), $"{_second.Verifier}\n{_first.Verifier}\n");
        Resign(_second);
    }

    public ValueTask DisposeAsync()
    {
        _log.Dispose();
        _second.Dispose();
        _first.Dispose();
        return default;
    }

    [Fact]
    public async Task Checkpoints_of_all_keys_hold_by_the_folders_keys_and_by_either_key_alone()
    {
        foreach (VerifierKey[]? keys in (VerifierKey[]?[])[null, [_first.Verifier], [_second.Verifier], [_first.Verifier, _second.Verifier]])
        {
            VerificationReport report = await _log.VerifyAsync(settings => settings with { Keys = keys });
            Assert.Empty(report.Damage);
            Assert.Equal(21, report.CoveredTo);
            Assert.True(report.Checkpoints > 1);
        }
    }

    [Fact]
    public async Task A_key_that_no_entry_introduces_is_damage()
    {
        using SigningKey third = SigningKey.Create("example.org/log", NoteKeyType.Log);
        File.WriteAllText(_log.In("log.vkey"), $"{third.Verifier}\n{_second.Verifier}\n{_first.Verifier}\n");
        Resign(third);
        Assert.Contains((await _log.VerifyAsync()).Damage, finding => finding.File == "log.vkey" && finding.Reason.Contains("no entry introduces", StringComparison.Ordinal));
        Assert.Contains((await _log.VerifyAsync(settings => settings with { Keys = [_first.Verifier] })).Damage, finding => finding.File == "checkpoint");
    }

    [Fact]
    public async Task An_entry_that_introduces_a_key_which_the_folder_does_not_list_is_damage()
    {
        File.WriteAllText(_log.In("log.vkey"), $"{_first.Verifier}\n");
        Resign(_first);
        Finding(await _log.VerifyAsync(), 10, "does not list");

        // Unless the change was interrupted, and the key waits for the next start.
        File.WriteAllText(_log.In("signing-key.next"), "not read");
        VerificationReport report = await _log.VerifyAsync();
        Assert.Empty(report.Damage);
        Assert.Equal(10, Assert.Single(report.Notes).Sequence);
    }

    [Fact]
    public async Task A_key_that_the_one_before_did_not_sign_is_damage_and_not_trusted()
    {
        KeyRotationTests forged = new() { _second = SigningKey.Create("example.org/log", NoteKeyType.Log) };
        await forged.WriteAsync(forged._second.Verifier.Text, _ => new byte[64]);
        File.WriteAllText(forged._log.In("log.vkey"), $"{forged._second.Verifier}\n{forged._first.Verifier}\n");
        forged.Resign(forged._second);
        Finding(await forged._log.VerifyAsync(), 10, "did not sign");
        Assert.Contains((await forged._log.VerifyAsync(settings => settings with { Keys = [forged._first.Verifier] })).Damage, finding => finding.File == "checkpoint");
        await forged.DisposeAsync();
    }

    [Fact]
    public async Task An_entry_that_introduces_no_key_at_all_is_damage()
    {
        KeyRotationTests forged = new() { _second = SigningKey.Create("example.org/log", NoteKeyType.Log) };
        await forged.WriteAsync("hello", key => key.SignBare("hello"));
        Finding(await forged._log.VerifyAsync(), 10, "malformed");
        await forged.DisposeAsync();
    }

    /// <summary>A restored log goes on under a new origin, and lists the keys of the old one behind its own.</summary>
    [Fact]
    public async Task Checkpoints_of_an_older_origin_are_checked_by_its_keys()
    {
        using SigningKey restored = SigningKey.Create("example.org/restored", NoteKeyType.Log);
        File.WriteAllText(_log.In("log.vkey"), $"{restored.Verifier}\n{_second.Verifier}\n{_first.Verifier}\n");
        Resign(restored);
        foreach (VerifierKey[]? keys in (VerifierKey[]?[])[null, [restored.Verifier]])
        {
            VerificationReport report = await _log.VerifyAsync(settings => settings with { Keys = keys });
            Assert.Empty(report.Damage);
            Assert.Equal("example.org/restored", report.Origin);
        }

        Assert.Contains((await _log.VerifyAsync(settings => settings with { Keys = [_first.Verifier] })).Damage, finding => finding.File == "checkpoint");
    }

    static void Finding(VerificationReport report, long sequence, string reason) =>
        Assert.Contains(report.Damage, finding => finding.Sequence == sequence && finding.File == "log.vkey" && finding.Reason.Contains(reason, StringComparison.Ordinal));

    async Task WriteAsync(string key, Func<SigningKey, byte[]> sign)
    {
        await using Journal journal = await _log.OpenAsync();
        await _log.AppendAsync(journal, 10);
        _first = SigningKey.Parse(File.ReadAllLines(_log.In("signing-key"))[0]);
        Assert.Equal(10, await WrittenLog.AppendAsync(journal, new KeyOrder(key, Convert.ToBase64String(sign(_first)))));
        await _log.AppendAsync(journal, 10);
    }

    /// <summary>Signs the newest checkpoint with a key, under its origin.</summary>
    void Resign(SigningKey key)
    {
        Checkpoint newest = SignedCheckpoint.Parse(File.ReadAllText(_log.In("checkpoint"))).Checkpoint;
        File.WriteAllText(_log.In("checkpoint"), SignedCheckpoint.Sign(newest with { Origin = key.Verifier.Name }, [key]).ToString());
    }
}
