namespace MetaLogging.Journaling.Tests.Damage;

public sealed class FlippedBitTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(100, 0, 0)]
    [InlineData(2048 + 100, 0, 0)]
    [InlineData(4096 + 1024 + 33, 2, 4)]
    [InlineData(4096 + 1024 + 200, 2, 4)]
    [InlineData(4096 + 4 * 1024 + 200, 8, 10)]
    public async Task In_an_open_segment_it_is_named_and_writing_goes_on(int at, int lostFrom, int lostTo)
    {
        await WriteAsync(5);
        Flip("00000000000000000000.open", at);
        await using (Journal journal = await Some.JournalAsync(_folder))
        {
            AssertDamaged(journal, "00000000000000000000.open");
            await AssertReadAsync(journal, lostFrom, lostTo, 10);
            await Some.AppendAsync(journal, 1);
            await journal.SealAsync(CancellationToken.None);
            await AssertReadAsync(journal, lostFrom, lostTo, 11);
        }

        await using Journal again = await Some.JournalAsync(_folder);
        await AssertReadAsync(again, lostFrom, lostTo, 11);
        Assert.Equal(lostFrom < lostTo, again.Health.State == JournalState.Damaged);
        Assert.Equal(lostFrom < lostTo, _folder.Files(".damaged").Any());
    }

    [Fact]
    public async Task In_the_header_of_the_very_last_frame_it_stops_writing_because_the_next_sequence_is_not_known()
    {
        await WriteAsync(5);
        string path = _folder.Combine("journal", "00000000000000000000.open");
        byte[] file = await File.ReadAllBytesAsync(path);
        Array.Clear(file, 4096 + 5 * 1024, 512);
        file[4096 + 4 * 1024 + 33] ^= 1;
        await File.WriteAllBytesAsync(path, file);
        await using Journal journal = await Some.JournalAsync(_folder);
        Assert.Equal(JournalState.ReadOnly, journal.Health.State);
        Assert.Contains("how many entries", journal.Health.Reason, StringComparison.Ordinal);
        Assert.Equal(Some.Entries(0, 8, 400), await Some.ReadAllAsync(journal));
        await Assert.ThrowsAsync<JournalNotWritableException>(async () => await journal.AppendAsync(Some.Batch(0)));
    }

    [Theory]
    [InlineData(".facts")]
    [InlineData(".details")]
    public async Task In_a_sealed_file_it_is_named_wherever_it_is_and_writing_goes_on(string extension)
    {
        await WriteAsync(5, seal: true);
        string name = "00000000000000000000" + extension;
        byte[] whole = await File.ReadAllBytesAsync(_folder.Combine("journal", name));
        int tables = whole.Length - 128 - 32;
        foreach (int at in (int[])[5, 2048 + 5, 4096, 4096 + 30, tables - 1, tables, whole.Length - 129, whole.Length - 128,
            whole.Length - 30, whole.Length - 1])
        {
            await File.WriteAllBytesAsync(_folder.Combine("journal", name), whole);
            Flip(name, at);
            await using Journal journal = await Some.JournalAsync(_folder);
            bool isHeader = at < 4096;
            await AssertReadAsync(journal, 0, isHeader ? 0 : 10, (int)journal.NextSequence);
            AssertDamaged(journal, name);
            EntryContent other = extension == ".facts" ? EntryContent.Detail : EntryContent.Fact;
            Assert.Equal(journal.NextSequence, (await journal.ReadAsync(0, 1 << 20, other)).Count);
            await Some.AppendAsync(journal, 1, 1, 400);
        }
    }

    [Fact]
    public async Task A_damaged_block_costs_its_entries_only_and_the_exception_says_where_to_go_on()
    {
        await using (Journal journal = await Some.JournalAsync(_folder, Some.Options(4 << 20)))
        {
            await Some.AppendAsync(journal, 20, 50, 600);
            await journal.SealAsync(CancellationToken.None);
        }

        Flip("00000000000000000000.details", 4096 + 100);
        await using Journal again = await Some.JournalAsync(_folder, Some.Options(4 << 20));
        Assert.Equal(JournalState.Ready, again.Health.State);
        DamagedEntriesException damaged = await Assert.ThrowsAsync<DamagedEntriesException>(async () => await again.ReadAsync(0, 1000));
        Assert.InRange(damaged.Damage.EndSequence, 1, 999);
        Assert.Equal(Some.Entry(damaged.Damage.EndSequence, 600).Fact,
            System.Text.Encoding.UTF8.GetString((await again.ReadEntryAsync(damaged.Damage.EndSequence)).Fact.Span));
        AssertDamaged(again, "00000000000000000000.details");
    }

    [Theory]
    [InlineData(".facts")]
    [InlineData(".details")]
    public async Task A_sealed_file_that_is_missing_is_named(string extension)
    {
        await WriteAsync(5, seal: true);
        File.Delete(_folder.Combine("journal", "00000000000000000000" + extension));
        await using Journal journal = await Some.JournalAsync(_folder);
        AssertDamaged(journal, "00000000000000000000" + extension);
        await Some.AppendAsync(journal, 1);
    }

    [Fact]
    public async Task A_segment_that_is_missing_in_the_middle_is_named_and_its_neighbours_are_read()
    {
        await using (Journal journal = await Some.JournalAsync(_folder))
        {
            for (int i = 0; i < 3; i++)
            {
                await Some.AppendAsync(journal, 4);
                await journal.SealAsync(CancellationToken.None);
            }
        }

        File.Delete(_folder.Combine("journal", "00000000000000000004.facts"));
        File.Delete(_folder.Combine("journal", "00000000000000000004.details"));
        await using Journal again = await Some.JournalAsync(_folder);
        AssertDamaged(again, "00000000000000000004.facts");
        DamagedEntriesException damaged = await Assert.ThrowsAsync<DamagedEntriesException>(async () => await again.ReadAsync(5, 1000));
        Assert.Equal(8, damaged.Damage.EndSequence);
        Assert.Equal(4, (await again.ReadAsync(0, 1000)).Count);
        Assert.Equal(4, (await again.ReadAsync(8, 1000)).Count);
    }

    [Fact]
    public async Task A_folder_of_a_newer_format_is_refused_with_both_versions_named()
    {
        await WriteAsync(1);
        string path = _folder.Combine("journal", "00000000000000000000.open");
        byte[] file = await File.ReadAllBytesAsync(path);
        file[8] = 2;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(2044), Crc32C.Of(file.AsSpan(0, 2044)));
        await File.WriteAllBytesAsync(path, file);
        JournalFormatException refused = await Assert.ThrowsAsync<JournalFormatException>(() => Some.JournalAsync(_folder));
        Assert.Contains("format 2", refused.Message, StringComparison.Ordinal);
        Assert.Contains("format 1", refused.Message, StringComparison.Ordinal);
    }

    async Task WriteAsync(int frames, bool seal = false)
    {
        await using Journal journal = await Some.JournalAsync(_folder);
        await Some.AppendAsync(journal, frames, 2, 400);
        if (seal)
        {
            await journal.SealAsync(CancellationToken.None);
        }
    }

    void Flip(string name, int at)
    {
        using FileStream file = new(_folder.Combine("journal", name), FileMode.Open);
        file.Position = at;
        int old = file.ReadByte();
        file.Position = at;
        file.WriteByte((byte)(old ^ 0x10));
    }

    static void AssertDamaged(Journal journal, string file)
    {
        Assert.Equal(JournalState.Damaged, journal.Health.State);
        Assert.Contains(journal.Health.Damage, damage => damage.File == file);
    }

    /// <summary>Each entry is read, but for those that are lost; the exceptions lead from one to the next.</summary>
    static async Task AssertReadAsync(Journal journal, int lostFrom, int lostTo, int end)
    {
        List<long> read = [];
        for (long from = 0; from < end;)
        {
            try
            {
                IReadOnlyList<JournalEntry> entries = await journal.ReadAsync(from, 1000);
                read.AddRange(entries.Select(entry => entry.Sequence));
                from = entries[^1].Sequence + 1;
            }
            catch (DamagedEntriesException e)
            {
                Assert.InRange(from, e.Damage.FirstSequence, e.Damage.EndSequence - 1);
                from = e.Damage.EndSequence;
            }
        }

        Assert.Equal(Enumerable.Range(0, end).Where(number => number < lostFrom || number >= lostTo).Select(number => (long)number), read);
    }
}
