using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using MetaLogging.Events;
using MetaLogging.Exports;
using MetaLogging.Journaling.Merkle;
using MetaLogging.Journaling.Notes;
using MetaLogging.Tests.Proving;
using MetaLogging.Tests.Support;

namespace MetaLogging.Tests.Exports;

public sealed class ExportTests : IDisposable
{
    readonly Archive _archive = new();
    readonly MemoryLog _log = new(
        new AuditEvent
        {
            Action = "user.read",
            ResourceType = "user",
            ResourceId = "u2",
            UserId = "u1",
            IpAddress = "192.0.2.77",
            Changes = [new("name", 1, "zwei")],
            AdditionalData = new JsonObject { ["n"] = 1e21 },
        },
        new FailedLoginAttempt { Username = "u1", IpAddress = "", FailureReason = "wrong_password", RiskScore = 0.25 },
        new SystemEvent { Level = EventLevel.Warning, Component = "backup", Message = "done", UserId = "u1" },
        new AuditEvent { Action = "page.read", ResourceType = "page", UserId = "u1" });

    public void Dispose()
    {
        _archive.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task An_export_proves_with_nothing_but_its_file_and_the_key_what_the_log_says()
    {
        ExportSummary made = await _archive.WriteAsync(_log);
        Assert.Equal(new ExportSummary(SignedLog.Origin, 4, 4, 0), made);
        VerifiedExport verified = _archive.Check(_log.Signed.Key);
        Assert.Equal((SignedLog.Origin, 4, 4, 0, 0, 3), (verified.Tree.Origin, verified.Tree.Size, verified.Events, verified.Erased, verified.FirstSequence, verified.LastSequence));
        Assert.Equal([_log.Signed.Key], verified.Signatures.Select(signature => signature.Key));
        string[] events = Encoding.UTF8.GetString(_archive.Unpack()[ExportFiles.Events]).TrimEnd('\n').Split('\n');
        Assert.Equal([0L, 1, 2, 3], events.Select(line => (long)JsonNode.Parse(line)!["sequence"]!));
        Assert.Equal("zwei", (string?)JsonNode.Parse(events[0])!["changes"]![0]!["new"]);
    }

    [Fact]
    public void Any_events_with_any_parts_erased_are_exported_and_proven() => Gen.Select(
        Gen.OneOf(SomeEvents.Audit.Select(e => (TrailEvent)e), SomeEvents.FailedLogin.Select(e => (TrailEvent)e)).Array[1, 20],
        Gen.Int[0, 15].Array[20],
        Gen.Int[1, 5]).Sample(
        (events, erased, atOnce) =>
        {
            using Archive archive = new();
            using MemoryLog log = new(events) { AtOnce = atOnce };
            for (int i = 0; i < events.Length; i++)
            {
                log.Erased[i] = (EntryParts)erased[i];
            }

            ExportSummary made = archive.WriteAsync(log).GetAwaiter().GetResult();
            VerifiedExport verified = archive.Check(log.Signed.Key);
            Assert.Equal(log.Items.Count(item => item.Erased != EntryParts.None), verified.Erased);
            Assert.Equal((events.Length, made.Erased), (verified.Events, verified.Erased));
        },
        iter: 60);

    [Fact]
    public async Task What_was_erased_stays_erased_and_is_said()
    {
        _log.Erased[0] = EntryParts.Client | EntryParts.Content;
        Assert.Equal(1, (await _archive.WriteAsync(_log)).Erased);
        Dictionary<string, byte[]> files = _archive.Unpack();
        Assert.All(files.Values, file => Assert.DoesNotContain("192.0.2.77", Encoding.UTF8.GetString(file), StringComparison.Ordinal));
        Assert.Contains("Of 1 of them parts were erased", Encoding.UTF8.GetString(files[ExportFiles.Readme]), StringComparison.Ordinal);
        Assert.Equal(1, _archive.Check(_log.Signed.Key).Erased);
    }

    [Fact]
    public async Task Some_of_the_entries_are_proven_as_well_as_all()
    {
        await _archive.WriteAsync(_log, [_log.Matches[1], _log.Matches[3]]);
        VerifiedExport verified = _archive.Check(_log.Signed.Key);
        Assert.Equal((2, 1, 3, 4), (verified.Events, verified.FirstSequence, verified.LastSequence, verified.Tree.Size));
    }

    [Fact]
    public async Task Witnesses_are_checked_where_their_keys_are_given_and_else_named_as_not_checked()
    {
        using MemoryLog cosigned = new(_log.Signed) { Cosigned = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero) };
        await _archive.WriteAsync(cosigned);
        VerifiedExport without = _archive.Check(_log.Signed.Key);
        Assert.Equal(["witness.example/w"], without.Unchecked);
        VerifiedExport with = _archive.Check(_log.Signed.Key, _log.Signed.Witness);
        Assert.Empty(with.Unchecked);
        Assert.Equal([_log.Signed.Key, _log.Signed.Witness], with.Signatures.Select(signature => signature.Key));
        Assert.Throws<NotProvenException>(() => _archive.Check(_log.Signed.Witness));
    }

    [Fact]
    public async Task Another_key_even_of_the_same_name_does_not_do()
    {
        await _archive.WriteAsync(_log);
        using SigningKey same = SigningKey.Create(SignedLog.Origin, NoteKeyType.Log);
        using SigningKey other = SigningKey.Create("other.example", NoteKeyType.Log);
        Assert.Contains("another key", Assert.Throws<NotProvenException>(() => _archive.Check(same.Verifier)).Message, StringComparison.Ordinal);
        Assert.Contains("other.example", Assert.Throws<NotProvenException>(() => _archive.Check(other.Verifier)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_told_with_its_filters_and_counts_before_the_file_gets_its_name()
    {
        string? told = null;
        _log.Told = (filters, events, size) => told = $"{filters.ToJsonString()} {events} {size} {File.Exists(_archive.Path)}";
        await _archive.WriteAsync(_log);
        Assert.Equal("""{"user_id":"u1"} 4 4 False""", told);
        Assert.True(File.Exists(_archive.Path));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task An_export_that_fails_leaves_nothing_and_what_was_there_stays(int atOnce)
    {
        using MemoryLog failing = new(_log.Signed) { AtOnce = atOnce };
        failing.BeforeReading = sequence => _ = sequence == 2 ? throw new IOException("gone") : 0;
        await Assert.ThrowsAsync<IOException>(() => _archive.WriteAsync(failing));
        Assert.Empty(_archive.FilesBeside);
        await File.WriteAllTextAsync(_archive.Path, "mine", TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<IOException>(() => _archive.WriteAsync(failing, Replacing.WhatIsThere));
        failing.BeforeReading = _ => { };
        failing.Told = (_, _, _) => throw new IOException("not told");
        await Assert.ThrowsAsync<IOException>(() => _archive.WriteAsync(failing, Replacing.WhatIsThere));
        Assert.Equal(["x.zip"], _archive.FilesBeside);
        Assert.Equal("mine", await File.ReadAllTextAsync(_archive.Path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_file_that_is_there_is_replaced_only_where_that_is_wanted()
    {
        await File.WriteAllTextAsync(_archive.Path, "mine", TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<IOException>(() => _archive.WriteAsync(_log));
        Assert.Equal("mine", await File.ReadAllTextAsync(_archive.Path, TestContext.Current.CancellationToken));
        await _archive.WriteAsync(_log, Replacing.WhatIsThere);
        Assert.Equal(4, _archive.Check(_log.Signed.Key).Events);
        Assert.Equal(["x.zip"], _archive.FilesBeside);
    }

    [Fact]
    public async Task What_a_store_shows_otherwise_than_the_journal_is_not_exported()
    {
        IReadOnlyList<Recorded<TrailEvent>> items = _log.Items;
        Match changed = Match.Of(items[3] with { Event = items[3].Event with { Source = "elsewhere" } });
        NotProvenException refused = await Assert.ThrowsAsync<NotProvenException>(() => _archive.WriteAsync(_log, [_log.Matches[0], changed]));
        Assert.Contains("entry 3 otherwise", refused.Message, StringComparison.Ordinal);
        Assert.Empty(_archive.FilesBeside);
    }

    [Fact]
    public async Task What_is_erased_between_question_and_answer_is_exported_as_erased()
    {
        IReadOnlyList<Match> before = _log.Matches;
        _log.Erased[0] = EntryParts.Client;
        Assert.Equal(1, (await _archive.WriteAsync(_log, before)).Erased);
        Assert.Equal(1, _archive.Check(_log.Signed.Key).Erased);
    }

    [Fact]
    public async Task Only_its_owner_can_read_the_file()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes.");
        await _archive.WriteAsync(_log);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(_archive.Path));
    }
}
