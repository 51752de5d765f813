using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using MetaLogging.Events;
using MetaLogging.Exports;
using MetaLogging.Journaling.Merkle;

namespace MetaLogging.Tests.Exports;

public sealed class TamperedExportTests : IAsyncLifetime
{
    readonly Archive _archive = new();
    readonly MemoryLog _log = new(
        new AuditEvent { Action = "user.read", ResourceType = "user", ResourceId = "u2", UserId = "u1", IpAddress = "192.0.2.77", UserAgent = "curl" },
        new FailedLoginAttempt { Username = "u1", IpAddress = "192.0.2.77", FailureReason = "wrong_password" },
        new SystemEvent { Level = EventLevel.Warning, Component = "backup", Message = "done" });

    public async ValueTask InitializeAsync()
    {
        _log.Erased[1] = EntryParts.Client;
        await _archive.WriteAsync(_log);
    }

    public ValueTask DisposeAsync()
    {
        _archive.Dispose();
        _log.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(ExportFiles.Entries)]
    [InlineData(ExportFiles.Events)]
    [InlineData(ExportFiles.Checkpoint)]
    [InlineData(ExportFiles.Keys)]
    public async Task No_bit_of_a_file_in_it_can_be_changed(string name)
    {
        Dictionary<string, byte[]> files = _archive.Unpack();
        byte[] file = files[name];
        for (int at = 0; at < file.Length; at++)
        {
            byte[] changed = [.. file];
            changed[at] ^= (byte)(1 << (at % 8));
            await _archive.PackAsync(files.Select(one => one.Key == name ? new(name, changed) : one));
            Refused();
        }
    }

    [Fact]
    public async Task No_byte_of_the_archive_can_be_changed_to_another_meaning()
    {
        Dictionary<string, byte[]> files = _archive.Unpack();
        byte[] whole = await File.ReadAllBytesAsync(_archive.Path, TestContext.Current.CancellationToken);
        int passed = 0;
        for (int at = 0; at < whole.Length; at++)
        {
            byte[] changed = [.. whole];
            changed[at] ^= (byte)(1 << (at % 8));
            await File.WriteAllBytesAsync(_archive.Path, changed, TestContext.Current.CancellationToken);
            try
            {
                _archive.Check(_log.Signed.Key);
            }
            catch (NotProvenException)
            {
                continue;
            }

            // Some bits fill up a byte where a deflated block or the whole ends, and say nothing.
            passed++;
            Assert.All(_archive.Unpack(), one => Assert.Equal(files[one.Key], one.Value));
        }

        Assert.InRange(passed, 0, 3 * files.Count);
    }

    [Fact]
    public async Task An_archive_that_is_cut_off_is_refused()
    {
        byte[] whole = await File.ReadAllBytesAsync(_archive.Path, TestContext.Current.CancellationToken);
        for (int length = 0; length < whole.Length; length += 13)
        {
            await File.WriteAllBytesAsync(_archive.Path, whole[..length], TestContext.Current.CancellationToken);
            Refused();
        }
    }

    [Fact]
    public async Task Nothing_can_stand_before_behind_or_between_its_files()
    {
        byte[] whole = await File.ReadAllBytesAsync(_archive.Path, TestContext.Current.CancellationToken);
        int directory = (int)BinaryPrimitives.ReadUInt32LittleEndian(whole.AsSpan(whole.Length - 6));
        byte[] between = [.. whole[..directory], 0, .. whole[directory..]];
        BinaryPrimitives.WriteUInt32LittleEndian(between.AsSpan(between.Length - 6), (uint)directory + 1);
        byte[] commented = [.. whole, (byte)'x'];
        commented[^3] = 1;
        foreach ((byte[] changed, string reason) in ((byte[], string)[])
            [([.. whole, 0], "added"), ([0, .. whole], "added"), (commented, "added"), (between, "belong to none")])
        {
            await File.WriteAllBytesAsync(_archive.Path, changed, TestContext.Current.CancellationToken);
            Refused(reason);
        }
    }

    [Fact]
    public async Task Nothing_can_hide_behind_the_deflated_bytes_of_a_file()
    {
        byte[] whole = await File.ReadAllBytesAsync(_archive.Path, TestContext.Current.CancellationToken);
        byte[] packed = Deflate("{}\n");
        foreach (byte[] hidden in (byte[][])[[0], [1, 2, 3], packed, new byte[20_000]])
        {
            // The readme is the last file: its length stands in two headers, and the directory moves.
            int directory = (int)BinaryPrimitives.ReadUInt32LittleEndian(whole.AsSpan(whole.Length - 6));
            byte[] changed = [.. whole[..directory], .. hidden, .. whole[directory..]];
            int last = whole.AsSpan().LastIndexOf("PK\u0001\u0002"u8) + hidden.Length;
            int local = (int)BinaryPrimitives.ReadUInt32LittleEndian(changed.AsSpan(last + 42));
            Add(changed, last + 20, hidden.Length);
            Add(changed, local + 18, hidden.Length);
            Add(changed, changed.Length - 6, hidden.Length);
            await File.WriteAllBytesAsync(_archive.Path, changed, TestContext.Current.CancellationToken);
            Refused("bytes behind its end");
        }
    }

    [Fact]
    public async Task Files_that_no_export_has_twice_there_or_missing_are_named()
    {
        Dictionary<string, byte[]> files = _archive.Unpack();
        await _archive.PackAsync([.. files, new("../evil", [1])]);
        Refused("no export has: ../evil");
        await _archive.PackAsync([.. files, new(ExportFiles.Events, [1])]);
        Refused("events.ndjson more than once");
        await _archive.PackAsync(files.Where(file => file.Key != ExportFiles.Checkpoint));
        Refused("checkpoint is missing");
        await _archive.PackAsync(files.Reverse());
        Refused("not as an export writes it");
    }

    [Fact]
    public async Task An_archive_that_another_program_packed_and_one_that_is_none_are_refused()
    {
        Dictionary<string, byte[]> files = _archive.Unpack();
        using (ZipArchive other = new(File.Create(_archive.Path), ZipArchiveMode.Create))
        {
            foreach ((string name, byte[] bytes) in files)
            {
                using Stream stream = other.CreateEntry(name).Open();
                stream.Write(bytes);
            }
        }

        Refused("not as an export writes it");
        await File.WriteAllTextAsync(_archive.Path, new string('x', 4000), TestContext.Current.CancellationToken);
        Refused("does not end as an export does");
        await File.WriteAllTextAsync(_archive.Path, "", TestContext.Current.CancellationToken);
        Refused("is no export");
    }

    [Fact]
    public async Task What_unpacks_to_more_than_an_export_can_hold_is_refused_before_it_is_unpacked_whole()
    {
        Dictionary<string, byte[]> files = _archive.Unpack();
        await _archive.PackAsync(files.Select(file => file.Key == ExportFiles.Checkpoint ? new(file.Key, new byte[2 << 20]) : file));
        Refused("is the most");
        byte[] bomb = new byte[64 << 20];
        await _archive.PackAsync(files.Select(file => file.Key == ExportFiles.Entries ? new(file.Key, bomb) : file));
        Refused("more than");
    }

    [Fact]
    public async Task Entries_and_events_must_ascend_be_whole_and_go_together()
    {
        (string, Func<string[], string[]>, string)[] changes =
        [
            (ExportFiles.Entries, lines => [lines[1], lines[0], lines[2]], "must ascend|does not say"),
            (ExportFiles.Entries, lines => [lines[0], lines[0], lines[1], lines[2]], "must ascend"),
            (ExportFiles.Entries, lines => lines[1..], "does not say"),
            (ExportFiles.Entries, lines => lines[..^1], "more lines"),
            (ExportFiles.Entries, _ => [], "no entry|more lines"),
            (ExportFiles.Entries, lines => [lines[0] + " ", .. lines[1..]], "Line 1 of entries.ndjson"),
            (ExportFiles.Entries, lines => ["", .. lines], "Line 1 of entries.ndjson"),
            (ExportFiles.Events, lines => lines[..^1], "ends before entry 2"),
            (ExportFiles.Events, lines => [.. lines, lines[0]], "more lines"),
            (ExportFiles.Events, lines => [lines[1], lines[0], lines[2]], "does not say"),
        ];
        foreach ((string name, Func<string[], string[]> change, string reason) in changes)
        {
            Dictionary<string, byte[]> files = _archive.Unpack();
            await _archive.ChangeAsync(name, text => string.Concat(change(text.TrimEnd('\n').Split('\n')).Select(line => line + "\n")));
            Refused(reason.Split('|'));
            await _archive.PackAsync(files);
        }

        await _archive.ChangeAsync(ExportFiles.Entries, text => text.TrimEnd('\n'));
        Refused("no line end");
    }

    [Fact]
    public async Task A_part_that_is_left_out_and_not_erased_is_refused()
    {
        await _archive.ChangeAsync(ExportFiles.Entries, text => text.Replace("\"client\":{\"ip_address\":\"192.0.2.77\",\"user_agent\":\"curl\"},", "", StringComparison.Ordinal));
        Refused("Entry 0");
    }

    [Fact]
    public async Task The_checkpoint_of_another_tree_is_refused()
    {
        using MemoryLog other = new(new SystemEvent { Level = EventLevel.Info, Component = "c", Message = "m" });
        using Archive archive = new();
        await archive.WriteAsync(other);
        Dictionary<string, byte[]> files = _archive.Unpack();
        files[ExportFiles.Checkpoint] = archive.Unpack()[ExportFiles.Checkpoint];
        await _archive.PackAsync(files);
        Assert.Throws<NotProvenException>(() => _archive.Check(other.Signed.Key));
    }

    [Fact]
    public async Task Counts_of_the_description_that_are_not_those_of_the_export_are_refused_and_its_words_are_not_covered()
    {
        Dictionary<string, byte[]> files = _archive.Unpack();
        (string, string)[] changes = [("events\": 3", "events\": 4"), ("size\": 3", "size\": 4"), ("erased\": 1", "erased\": 0"), ("audit.example", "other.example")];
        foreach ((string member, string other) in changes)
        {
            await _archive.ChangeAsync(ExportFiles.Description, text => text.Replace(member, other, StringComparison.Ordinal));
            Refused("describes another export");
            await _archive.PackAsync(files);
        }

        await _archive.ChangeAsync(ExportFiles.Description, _ => "[]");
        Refused(ExportFiles.Description);
        await _archive.PackAsync(files);
        await _archive.ChangeAsync(ExportFiles.Description, text => text.Replace("auditor", "somebody", StringComparison.Ordinal));
        await _archive.ChangeAsync(ExportFiles.Readme, text => text + "more");
        Assert.Equal(3, _archive.Check(_log.Signed.Key).Events);
    }

    void Refused(params string[] oneOf)
    {
        NotProvenException refused = Assert.Throws<NotProvenException>(() => _archive.Check(_log.Signed.Key));
        Assert.DoesNotContain("192.0.2.77", refused.Message, StringComparison.Ordinal);
        Assert.True(oneOf.Length == 0 || oneOf.Any(reason => refused.Message.Contains(reason, StringComparison.Ordinal)), refused.Message);
    }

    static void Add(byte[] bytes, int at, int count) =>
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at)) + (uint)count);

    static byte[] Deflate(string text)
    {
        using MemoryStream packed = new();
        using (DeflateStream deflate = new(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }
}
