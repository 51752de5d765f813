namespace MetaLogging.Journaling.Tests;

public sealed class AppendTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_appended_is_read_back_and_still_there_after_reopening()
    {
        await using (Journal journal = await Some.JournalAsync(_folder))
        {
            await Some.AppendAsync(journal, 20, 3);
            Assert.Equal(Some.Entries(0, 60), await Some.ReadAllAsync(journal));
        }

        await using Journal again = await Some.JournalAsync(_folder);
        Assert.True(again.Recovery.WasClean);
        Assert.Equal(60, again.NextSequence);
        Assert.Equal(Some.Entries(0, 60), await Some.ReadAllAsync(again));
        await Some.AppendAsync(again, 1);
        Assert.Equal(Some.Entries(0, 61), await Some.ReadAllAsync(again, 1));
    }

    [Fact]
    public async Task Callers_at_the_same_time_get_sequences_without_holes_and_the_callback_sees_them_in_order()
    {
        List<long> committed = [];
        await using Journal journal = await Some.JournalAsync(_folder, Some.Options(1 << 20), (first, batch) => committed.Add(first));
        long[] sequences = await Task.WhenAll(Enumerable.Range(0, 2000).Select(async i => await journal.AppendAsync(Some.Batch(i))));
        Assert.Equal(Enumerable.Range(0, 2000).Select(i => (long)i), sequences.Order());
        Assert.Equal(Enumerable.Range(0, 2000).Select(i => (long)i), committed);
        Assert.Equal(JournalState.Ready, journal.Health.State);
    }

    [Fact]
    public async Task Full_segments_are_sealed_and_everything_is_read_over_all_of_them()
    {
        await using (Journal journal = await Some.JournalAsync(_folder))
        {
            await Some.AppendAsync(journal, 100, 20, 100);
            Assert.Equal(Some.Entries(0, 2000, 100), await Some.ReadAllAsync(journal, 100_000));
            await journal.SealAsync(TestContext.Current.CancellationToken);
            Assert.Equal(Some.Entries(0, 2000, 100), await Some.ReadAllAsync(journal, 7000));
            Assert.Single(_folder.Files(".open"));
            Assert.NotEmpty(_folder.Files(".facts"));
        }

        await using Journal again = await Some.JournalAsync(_folder);
        Assert.Equal(Some.Entries(0, 2000, 100), await Some.ReadAllAsync(again, 1 << 20));
        Assert.Equal(Some.Entry(1234, 100).Detail, System.Text.Encoding.UTF8.GetString((await again.ReadEntryAsync(1234)).Detail.Span));
    }
}
