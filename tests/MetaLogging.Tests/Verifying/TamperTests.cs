using System.Buffers;
using System.Text;
using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.Journaling;
using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Notes;
using MetaLogging.Journaling.Verifying;

using MetaLogging.Verifying;

namespace MetaLogging.Tests.Verifying;

/// <summary>What somebody can do who has the folder and makes all checksums right again.</summary>
public sealed class TamperTests : IAsyncLifetime
{
    WrittenLog _log = null!;

    public async ValueTask InitializeAsync() => _log = await WrittenLog.WriteAsync();

    public ValueTask DisposeAsync()
    {
        _log.Dispose();
        return default;
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 33)]
    [InlineData(60, 5)]
    [InlineData(WrittenLog.Unsealed, 29)]
    public async Task A_changed_fact_is_named(long first, int at)
    {
        Forger.Edit(_log, first, entries => entries[at] = entries[at] with { Fact = Changed(entries[at].Fact) });
        VerificationReport report = await _log.VerifyAsync();
        Assert.Equal(first + at, report.Damage[0].Sequence);
        Assert.Contains("the fact is not the one", report.Damage[0].Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 33, 30)]
    [InlineData(WrittenLog.Unsealed, 5, 120)]
    public async Task A_changed_fact_with_a_tree_made_anew_contradicts_the_first_checkpoint_that_covers_it(long first, int at, long expected)
    {
        Forger.Edit(_log, first, entries => entries[at] = entries[at] with { Fact = Changed(entries[at].Fact) });
        Forger.SignAnew(_log, null);
        VerificationReport report = await _log.VerifyAsync();
        Assert.Equal(expected, report.Damage[0].Sequence);
        Assert.Contains(report.Damage, finding => finding.File == "checkpoint");
    }

    [Theory]
    [InlineData(0, 7)]
    [InlineData(0, 15)]
    [InlineData(WrittenLog.Unsealed, 29)]
    public async Task A_changed_detail_is_named_also_where_parts_of_it_are_erased(long first, int at)
    {
        Forger.Edit(_log, first, entries =>
        {
            string detail = Encoding.UTF8.GetString(entries[at].Detail);
            string other = detail.Replace("expired", "renewed", StringComparison.Ordinal).Replace("user456", "user457", StringComparison.Ordinal)
                .Replace("root", "toor", StringComparison.Ordinal);
            Assert.NotEqual(detail, other);
            entries[at] = entries[at] with { Detail = Encoding.UTF8.GetBytes(other) };
        });
        Finding finding = Assert.Single((await _log.VerifyAsync()).Damage);
        Assert.Equal((first + at, "its detail is not the one that its fact commits to."), (finding.Sequence, finding.Reason));
    }

    [Fact]
    public async Task Entries_taken_out_put_in_exchanged_and_cut_off_are_named()
    {
        Dictionary<string, byte[]> whole = _log.Copy();
        foreach ((Action<List<Forger.Entry>> edit, long expected) in (IEnumerable<(Action<List<Forger.Entry>>, long)>)
            [
                (entries => entries.RemoveAt(12), 132),
                (entries => entries.Insert(7, entries[3]), 127),
                (entries => (entries[4], entries[20]) = (entries[20], entries[4]), 124),
                (entries => entries.RemoveAt(29), 149),
                (entries => entries.RemoveRange(5, 25), 125),
            ])
        {
            Forger.Edit(_log, WrittenLog.Unsealed, edit);
            Assert.Equal(expected, (await _log.VerifyAsync()).Damage[0].Sequence);
            _log.PutBack(whole);
        }

        Assert.Empty((await _log.VerifyAsync()).Damage);
    }

    [Fact]
    public async Task A_missing_detail_and_parts_that_nobody_ordered_to_erase_are_named()
    {
        Forger.Edit(_log, 60, entries => entries[22] = entries[22] with { Detail = [] });
        Forger.Edit(_log, 0, entries => entries[15] = entries[15] with { Detail = Erased(entries[15].Detail, EntryParts.Subject | EntryParts.Content) });
        Forger.Edit(_log, WrittenLog.Unsealed, entries => entries[4] = entries[4] with { Detail = Erased(entries[4].Detail, EntryParts.All) });
        VerificationReport report = await _log.VerifyAsync();
        Assert.Equal([15, 82, 124], report.Damage.Select(finding => finding.Sequence));
        Assert.Equal(25, report.ErasedParts);
        Assert.Contains("subject", report.Damage[0].Reason, StringComparison.Ordinal);
        Assert.Equal("journal/00000000000000000000.details", report.Damage[0].File);
        Assert.Equal("journal/00000000000000000120.open", report.Damage[2].File);
    }

    [Fact]
    public async Task An_order_does_not_excuse_what_is_missing_behind_it()
    {
        await using (Journal journal = await _log.OpenAsync())
        {
            await WrittenLog.AppendAsync(journal, new EraseOrder([new(0, 200)], EntryParts.All, "early"));
            await _log.AppendAsync(journal, 5);
        }

        Forger.Edit(_log, WrittenLog.Unsealed, entries =>
        {
            entries[29] = entries[29] with { Detail = Erased(entries[29].Detail, EntryParts.All) };
            entries[31] = entries[31] with { Detail = Erased(entries[31].Detail, EntryParts.All) };
        });
        Assert.Equal(151, Assert.Single((await _log.VerifyAsync()).Damage).Sequence);
    }

    [Fact]
    public async Task Segments_that_nobody_ordered_to_drop_are_named()
    {
        foreach (string path in _log.Files.Where(path => Path.GetFileName(path).StartsWith("00000000000000000000", StringComparison.Ordinal)))
        {
            File.Delete(path);
        }

        VerificationReport report = await _log.VerifyAsync();
        Assert.Equal(("journal", 0), (report.Damage[0].File, report.Damage[0].Sequence));
        Assert.Single(report.Damage);   // the kept hashes still carry the checkpoints
    }

    [Fact]
    public async Task Yesterdays_folder_is_found_by_the_guard_by_a_kept_checkpoint_and_by_an_anchor()
    {
        Dictionary<string, byte[]> yesterday = _log.Copy();
        await using (Journal journal = await _log.OpenAsync())
        {
            await _log.AppendAsync(journal, 30);
        }

        string kept = Path.Combine(_log.Guard, "kept");
        string anchors = Path.Combine(_log.Guard, "anchors");
        File.Copy(_log.In("checkpoint"), kept);
        File.Copy(_log.In("checkpoints.ndjson"), anchors);
        _log.PutBack(yesterday);
        Assert.Empty((await _log.VerifyAsync()).Damage);
        foreach (Func<VerificationSettings, VerificationSettings> with in (Func<VerificationSettings, VerificationSettings>[])
            [
                settings => settings with { GuardFolder = _log.Guard },
                settings => settings with { Checkpoint = kept },
                settings => settings with { Anchors = [anchors] },
            ])
        {
            VerificationReport report = await _log.VerifyAsync(with);
            Assert.All(report.Damage, finding => Assert.Equal(WrittenLog.Count, finding.Sequence));
            Assert.Contains("cut off", report.Damage[0].Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_history_written_anew_and_signed_by_another_key_is_found_by_the_given_key_the_guard_and_a_kept_checkpoint()
    {
        VerifierKey[] ours = _log.Keys;
        string kept = Path.Combine(_log.Guard, "kept");
        File.Copy(_log.In("checkpoint"), kept);
        using SigningKey theirs = SigningKey.Create(ours[0].Name, NoteKeyType.Log);
        Forger.Edit(_log, 60, entries => entries[5] = entries[5] with { Fact = Changed(entries[5].Fact) });
        Forger.SignAnew(_log, theirs);
        File.Delete(_log.In("checkpoints.ndjson"));
        File.WriteAllText(_log.In("log.vkey"), theirs.Verifier.Text + "\n");
        VerificationReport alone = await _log.VerifyAsync();
        Assert.True(alone.IsWhole && alone.KeysAreTheFolders);   // and that is what the output says of it
        Assert.Contains((await _log.VerifyAsync(settings => settings with { Keys = ours })).Damage, finding => finding.File == "checkpoint");
        Assert.NotEmpty((await _log.VerifyAsync(settings => settings with { GuardFolder = _log.Guard })).Damage);
        Assert.NotEmpty((await _log.VerifyAsync(settings => settings with { Checkpoint = kept })).Damage);
        VerificationReport both = await _log.VerifyAsync(settings => settings with { Checkpoint = kept, Keys = ours });
        Assert.Contains(both.Damage, finding => finding.File == kept && finding.Reason.Contains("is not that of the entries", StringComparison.Ordinal));
        Assert.Null(both.GivenTo);
    }

    [Fact]
    public async Task Checkpoints_and_keys_that_were_taken_away_are_missed()
    {
        Dictionary<string, byte[]> whole = _log.Copy();
        File.Delete(_log.In("log.vkey"));
        Assert.Contains((await _log.VerifyAsync()).Damage, finding => finding.File == "log.vkey");
        _log.PutBack(whole);
        File.Delete(_log.In("checkpoint"));
        Assert.Equal(WrittenLog.Count, Assert.Single((await _log.VerifyAsync()).Damage).Sequence);
        _log.PutBack(whole);
        Directory.Delete(_log.In("tree"), recursive: true);
        Assert.Contains((await _log.VerifyAsync()).Damage, finding => finding is { File: "tree/level-0", Sequence: 0 });
    }

    [Fact]
    public async Task A_wrong_hash_in_the_tree_is_told_apart_from_a_wrong_entry()
    {
        byte[] hashes = File.ReadAllBytes(_log.In("tree", "level-0"));
        hashes[(32 * 41) + 3] ^= 0x40;
        File.WriteAllBytes(_log.In("tree", "level-0"), hashes);
        Finding finding = Assert.Single((await _log.VerifyAsync()).Damage);
        Assert.Equal(("tree/level-0", 41), (finding.File, finding.Sequence));
    }

    [Fact]
    public async Task What_is_no_checkpoint_or_of_another_log_is_refused_with_the_reason()
    {
        string file = Path.Combine(_log.Guard, "kept");
        using SigningKey other = SigningKey.Create("example.org/other", NoteKeyType.Log);
        foreach (string text in (string[])["", "{", "hello\n", SignedCheckpoint.Sign(new(other.Verifier.Name, 3, default), [other]).ToString(), File.ReadAllText(_log.In("checkpoint"))[..^9]])
        {
            File.WriteAllText(file, text);
            VerificationReport report = await _log.VerifyAsync(settings => settings with { Checkpoint = file });
            Assert.Null(report.GivenTo);
            Assert.True(text is "{" || report.Damage.Any(finding => finding.File.StartsWith(file, StringComparison.Ordinal)), text);
        }
    }

    static byte[] Changed(byte[] fact)
    {
        string text = Encoding.UTF8.GetString(fact);
        int id = text.IndexOf("\"id\":\"", StringComparison.Ordinal) + 6;
        return Encoding.UTF8.GetBytes(text[..id] + (text[id] == '7' ? '6' : '7') + text[(id + 1)..]);
    }

    static byte[] Erased(byte[] detail, EntryParts parts)
    {
        ArrayBufferWriter<byte> output = new();
        return DetailEraser.Erase(detail, parts, output) ? output.WrittenSpan.ToArray() : detail;
    }
}
