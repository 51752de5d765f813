using System.Buffers;
using CsCheck;
using MetaLogging.Journaling.Verifying;

namespace MetaLogging.Journaling.Tests.Verifying;

public sealed class WalkTests : IDisposable
{
    const string Open = "00000000000000000000.open";

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task All_entries_come_in_order_from_frames_and_from_sealed_files()
    {
        await WriteAsync();
        Walked walked = await Walked.OverAsync(_folder);
        Assert.Empty(walked.All);
        Assert.Equal(Some.Entries(0, 1400, 300), walked.Entries);
        Assert.Equal(1400, walked.Walk.Next);
        Assert.Equal(4, walked.Walk.SegmentCount);
    }

    [Fact]
    public async Task A_folder_without_entries_is_well()
    {
        await (await Some.JournalAsync(_folder)).DisposeAsync();
        Walked walked = await Walked.OverAsync(_folder);
        Assert.Empty(walked.All);
        Assert.Empty(walked.Entries);
    }

    [Fact]
    public async Task Entries_longer_than_a_piece_and_entries_without_a_detail_are_read()
    {
        await using Journal journal = await Some.JournalAsync(_folder, Some.Options(64 << 20));
        await Some.AppendAsync(journal, 3, 2, 7 << 20);
        using (EntryBatch batch = new())
        {
            batch.Add("x"u8, default, isOrder: true);
            await journal.AppendAsync(batch);
        }

        List<(long Sequence, string Fact, string Detail)> entries = [.. Some.Entries(0, 6, 7 << 20), (6, "x", "")];
        Assert.True((await Walked.OverAsync(_folder)).Entries.SequenceEqual(entries));
        await journal.SealAsync(TestContext.Current.CancellationToken);
        Walked walked = await Walked.OverAsync(_folder);
        Assert.True(walked.Entries.SequenceEqual(entries));
        Assert.Empty(walked.All);
    }

    [Fact]
    public async Task Any_flipped_bit_anywhere_is_named_with_a_sequence_of_its_segment()
    {
        await WriteAsync();
        string[] files = [.. _folder.Files("").Where(path => path.Contains("/journal/", StringComparison.Ordinal)).Order()];
        long[] firsts = [.. files.Select(FirstOf).Distinct().Order()];
        await Gen.Select(Gen.Int[0, files.Length - 1], Gen.Double[0, 1]).SampleAsync(async (which, place) =>
        {
            long first = FirstOf(files[which]);
            long behind = firsts.Where(other => other > first).DefaultIfEmpty(1400).First();
            using FlippedFile flipped = new(files[which], (long)(place * (new FileInfo(files[which]).Length * 8 - 1)));
            Walked walked = await Walked.OverAsync(_folder);
            Finding finding = walked.All.First();
            Assert.Equal("journal/" + Path.GetFileName(files[which]), finding.File);
            Assert.InRange(finding.Sequence, first, behind);
        }, iter: 300, threads: 1);
    }

    [Fact]
    public async Task Every_byte_of_the_first_page_of_frames_their_headers_and_their_padding_is_checked()
    {
        await using (Journal journal = await Some.JournalAsync(_folder))
        {
            await Some.AppendAsync(journal, 3, 2, 100);
        }

        // Three frames of one sector each, and the mark of a clean close.
        await AssertEachIsNamedAsync(Open, Enumerable.Range(0, 4096).Select(at => at * 8 + at % 8), 0);
        for (int frame = 0; frame < 3; frame++)
        {
            int start = 4096 + frame * 512;
            await AssertEachIsNamedAsync(Open, Enumerable.Range(start * 8, 64 * 8), frame * 2);
            await AssertEachIsNamedAsync(Open, Enumerable.Range(start + 64, 448).Select(at => at * 8 + at % 8), frame * 2);
        }

        await AssertEachIsNamedAsync(Open, Enumerable.Range((4096 + 3 * 512) * 8, 512 * 8), 6);
        await AssertEachIsNamedAsync(Open, Enumerable.Range(4096 + 4 * 512, 5000).Select(at => at * 8 + at % 8), 6);
        Assert.Empty((await Walked.OverAsync(_folder)).All);
    }

    [Theory]
    [InlineData(".facts")]
    [InlineData(".details")]
    public async Task Every_byte_of_a_sealed_file_is_checked(string extension)
    {
        await using (Journal journal = await Some.JournalAsync(_folder))
        {
            await Some.AppendAsync(journal, 3, 2, 100);
            await journal.AppendAsync(Some.Batch(6, areOrders: true));
            await journal.SealAsync(TestContext.Current.CancellationToken);
        }

        string name = "00000000000000000000" + extension;
        int length = (int)new FileInfo(_folder.Combine("journal", name)).Length;
        await AssertEachIsNamedAsync(name, Enumerable.Range(0, length).Select(at => at * 8 + at % 8), 0);
        await AssertEachIsNamedAsync(name, Enumerable.Range((length - 200) * 8, 200 * 8), 0);
    }

    [Fact]
    public async Task A_byte_more_or_less_at_the_end_of_a_sealed_file_is_named()
    {
        await WriteAsync();
        string path = _folder.Files(".details").Order().First();
        byte[] whole = await File.ReadAllBytesAsync(path);
        foreach (byte[] other in (byte[][])[[.. whole, 0], whole[..^1], whole[..4500], whole[..100], []])
        {
            await File.WriteAllBytesAsync(path, other);
            Walked walked = await Walked.OverAsync(_folder);
            Assert.Contains(walked.Damage, finding => finding.Sequence == 0 && finding.File == "journal/" + Path.GetFileName(path));
        }
    }

    [Fact]
    public async Task A_segment_missing_in_the_middle_is_damage_and_one_missing_before_all_others_is_dropped()
    {
        await WriteAsync();
        long[] firsts = [.. _folder.Files("").Where(path => path.Contains("/journal/", StringComparison.Ordinal)).Select(FirstOf).Distinct().Order()];
        Delete(firsts[1]);
        Walked middle = await Walked.OverAsync(_folder);
        Finding finding = Assert.Single(middle.Damage);
        Assert.Equal(firsts[1], finding.Sequence);
        Assert.Equal(Some.Entries(0, firsts[1], 300).Concat(Some.Entries(firsts[2], 1400, 300)), middle.Entries);

        Delete(firsts[0]);
        Walked front = await Walked.OverAsync(_folder);
        Assert.Empty(front.Damage);
        Assert.Equal(firsts[2], front.Walk.DroppedBefore);
        Assert.Equal(Some.Entries(firsts[2], 1400, 300), front.Entries);

        Delete(firsts[^1]);
        Assert.Contains((await Walked.OverAsync(_folder)).Damage, damage => damage.Sequence == firsts[^1]);
    }

    [Fact]
    public async Task Where_sealing_was_interrupted_the_frames_and_the_sealed_files_are_checked()
    {
        await using (Journal journal = await Some.JournalAsync(_folder))
        {
            await Some.AppendAsync(journal, 5, 2, 400);
        }

        byte[] frames = await File.ReadAllBytesAsync(_folder.Combine("journal", Open));
        await using (Journal journal = await Some.JournalAsync(_folder))
        {
            await journal.SealAsync(TestContext.Current.CancellationToken);
        }

        // The mark of a clean close does not stand where writing went on.
        Array.Clear(frames, 4096 + 5 * 1024, 512);
        await File.WriteAllBytesAsync(_folder.Combine("journal", Open), frames);
        Assert.Empty((await Walked.OverAsync(_folder)).All);
        foreach ((string name, long bit) in (IEnumerable<(string, long)>)[(Open, 5000 * 8), ("00000000000000000000.facts", 4100 * 8), ("00000000000000000000.details", 4100 * 8)])
        {
            using FlippedFile flipped = new(_folder.Combine("journal", name), bit);
            Walked walked = await Walked.OverAsync(_folder);
            Assert.Contains(walked.Damage, finding => finding.File == "journal/" + name);
            Assert.Equal(Some.Entries(0, 10, 400), walked.Entries);
        }
    }

    [Fact]
    public async Task A_torn_last_frame_is_told_and_is_no_damage()
    {
        await using (Journal journal = await Some.JournalAsync(_folder))
        {
            await Some.AppendAsync(journal, 5, 2, 400);
        }

        string path = _folder.Combine("journal", Open);
        byte[] file = await File.ReadAllBytesAsync(path);
        Array.Clear(file, 4096 + 4 * 1024 + 512, 1024);
        await File.WriteAllBytesAsync(path, file);
        Walked walked = await Walked.OverAsync(_folder);
        Assert.Empty(walked.Damage);
        Assert.Equal(8, Assert.Single(walked.Notes).Sequence);
        Assert.Equal(Some.Entries(0, 8, 400), walked.Entries);
    }

    [Fact]
    public async Task Names_that_do_not_belong_there_are_damage_and_what_interruptions_leave_is_told()
    {
        await WriteAsync();
        await File.WriteAllTextAsync(_folder.Combine("journal", "00000000000000000000.details.new"), "x");
        Walked left = await Walked.OverAsync(_folder);
        Assert.Empty(left.Damage);
        Assert.Equal("journal/00000000000000000000.details.new", Assert.Single(left.Notes).File);

        await File.WriteAllTextAsync(_folder.Combine("journal", "notes.txt"), "x");
        Directory.CreateDirectory(_folder.Combine("journal", "more"));
        Walked strange = await Walked.OverAsync(_folder);
        Assert.Equal(["journal/more", "journal/notes.txt"], strange.Damage.Select(finding => finding.File).Order());
    }

    [Fact]
    public async Task Random_bytes_in_any_file_are_damage_and_never_an_exception()
    {
        await WriteAsync();
        string[] files = [.. _folder.Files("").Where(path => path.Contains("/journal/", StringComparison.Ordinal)).Order()];
        await Gen.Select(Gen.Int[0, files.Length - 1], Gen.Int, Gen.Int[1, 5000], Gen.Double[0, 1]).SampleAsync(async (which, seed, length, place) =>
        {
            byte[] whole = await File.ReadAllBytesAsync(files[which]);
            byte[] other = [.. whole];
            int at = (int)(place * Math.Max(0, whole.Length - length));
            new Random(seed).NextBytes(other.AsSpan(at, Math.Min(length, whole.Length - at)));
            await File.WriteAllBytesAsync(files[which], other);
            Assert.NotEmpty((await Walked.OverAsync(_folder)).All);
            await File.WriteAllBytesAsync(files[which], whole);
        }, iter: 200, threads: 1);
    }

    [Fact]
    public async Task A_folder_is_walked_while_its_journal_is_written_sealed_rewritten_and_dropped()
    {
        await using Journal journal = await Some.JournalAsync(_folder);
        await Some.AppendAsync(journal, 20, 10, 300);
        using CancellationTokenSource enough = new();
        Task writing = Task.Run(async () =>
        {
            for (int round = 0; !enough.IsCancellationRequested; round++)
            {
                await Some.AppendAsync(journal, 20, 10, 300);
                long next = journal.NextSequence;
                await journal.RewriteDetailsAsync(next - 1, [new(next - 150, next - 10)], (entry, output) =>
                {
                    output.Write(entry.Detail.Span);
                    return true;
                }, TestContext.Current.CancellationToken);
                await journal.DropBeforeAsync(next - 1, journal.SegmentBoundary(next - 400), TestContext.Current.CancellationToken);
            }
        }, TestContext.Current.CancellationToken);
        for (int i = 0; i < 150; i++)
        {
            long before = journal.NextSequence;
            Walked walked = await Walked.OverAsync(_folder);
            Assert.Empty(walked.Damage);
            Assert.InRange(walked.Walk.Next, before, long.MaxValue);
            Assert.Equal(walked.Entries.Select(entry => Some.Entry(entry.Sequence, 300)), walked.Entries);
        }

        await enough.CancelAsync();
        await writing;
        Walked later = await Walked.OverAsync(_folder);
        Assert.Equal(Some.Entries(later.Walk.DroppedBefore, journal.NextSequence, 300), later.Entries);
        await Some.AppendAsync(journal, 20, 10, 300);
        await later.GoOnAsync();
        Assert.Equal(Some.Entries(later.Walk.DroppedBefore, journal.NextSequence, 300), later.Entries);
    }

    async Task AssertEachIsNamedAsync(string name, IEnumerable<int> bits, long sequence)
    {
        foreach (int bit in bits)
        {
            using FlippedFile flipped = new(_folder.Combine("journal", name), bit);
            Walked walked = await Walked.OverAsync(_folder);
            Finding? finding = walked.All.FirstOrDefault();
            Assert.True(finding is not null, $"bit {bit} of {name} was not noticed");
            Assert.True(finding.File == "journal/" + name && finding.Sequence == sequence, $"bit {bit}: {finding}");
        }
    }

    void Delete(long first)
    {
        foreach (string path in _folder.Files("").Where(path => path.Contains("/journal/", StringComparison.Ordinal) && FirstOf(path) == first))
        {
            File.Delete(path);
        }
    }

    static long FirstOf(string path) => long.Parse(Path.GetFileNameWithoutExtension(path), System.Globalization.CultureInfo.InvariantCulture);

    async Task WriteAsync()
    {
        await using Journal journal = await Some.JournalAsync(_folder, Some.Options(4 << 20));
        for (int i = 0; i < 4; i++)
        {
            await Some.AppendAsync(journal, 10, 20 + 10 * i, 300);
            if (i < 3)
            {
                await journal.SealAsync(TestContext.Current.CancellationToken);
            }
        }
    }
}
