using System.Text;
using MetaLogging.Journaling.Verifying;

namespace MetaLogging.Journaling.Tests.Verifying;

public sealed class JournalReaderTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task One_entry_and_any_range_are_read_from_sealed_files_and_from_frames()
    {
        await using Journal journal = await WriteAsync();
        JournalReader reader = new(_folder.Path);
        Assert.Equal((0, 60, journal.Origin), (reader.FirstSequence, reader.NextSequence, reader.Origin));
        for (int sequence = 0; sequence < 60; sequence++)
        {
            Assert.Equal(Some.Entry(sequence, 9000), Shown(reader.ReadEntry(sequence)));
            Assert.Equal(Some.Entries(sequence, Math.Min(60, sequence + 25), 9000), reader.Read(sequence, Math.Min(60, sequence + 25)).Select(Shown));
        }

        Assert.Empty(reader.Read(60, 60));
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.Read(59, 61));
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.Read(-1, 1));
    }

    [Fact]
    public async Task What_was_dropped_and_what_is_damaged_is_said()
    {
        await using (Journal journal = await WriteAsync())
        {
            await journal.DropBeforeAsync(59, 20, TestContext.Current.CancellationToken);
        }

        JournalReader reader = new(_folder.Path);
        Assert.Equal(20, reader.FirstSequence);
        Assert.Equal(20, Assert.Throws<SequenceDroppedException>(() => reader.ReadEntry(19)).FirstKept);
        string details = _folder.Combine("journal", "00000000000000000020.details");
        using (new FlippedFile(details, 4200 * 8))
        {
            Assert.Equal("journal/00000000000000000020.details", Assert.Throws<DamagedEntriesException>(() => reader.ReadEntry(20)).Damage.File);
            Assert.Equal(Some.Entry(45, 9000), Shown(reader.ReadEntry(45)));
        }

        File.Delete(details);
        Assert.Throws<DamagedEntriesException>(() => new JournalReader(_folder.Path).ReadEntry(20));
    }

    [Fact]
    public async Task A_segment_that_is_sealed_after_the_folder_was_opened_is_still_read()
    {
        await using Journal journal = await WriteAsync();
        JournalReader reader = new(_folder.Path);
        await journal.SealAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Some.Entries(0, 60, 9000), reader.Read(0, 60).Select(Shown));
    }

    static (long Sequence, string Fact, string Detail) Shown(JournalEntry entry) =>
        (entry.Sequence, Encoding.UTF8.GetString(entry.Fact.Span), Encoding.UTF8.GetString(entry.Detail.Span));

    async Task<Journal> WriteAsync()
    {
        Journal journal = await Some.JournalAsync(_folder, Some.Options(8 << 20));
        for (int i = 0; i < 3; i++)
        {
            await Some.AppendAsync(journal, 4, 5, 9000);
            if (i < 2)
            {
                await journal.SealAsync(TestContext.Current.CancellationToken);
            }
        }

        return journal;
    }
}
