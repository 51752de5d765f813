using MetaLogging.Events;
using MetaLogging.Ids;
using MetaLogging.Recording;
using MetaLogging.Tests.Support;
using Xunit;

namespace MetaLogging.Tests.Ids;

public sealed class IdIndexTests : IDisposable
{
    readonly DataFolder _folder = new();

    string Index => Path.Combine(_folder.Path, "ids");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_id_is_remembered_after_a_restart()
    {
        Guid id = await RecordOneAsync();
        Assert.True((await SendAgainAsync(id)).IsDuplicate);
    }

    [Fact]
    public async Task An_id_is_remembered_when_the_index_is_deleted()
    {
        Guid id = await RecordOneAsync();
        Directory.Delete(Index, recursive: true);
        Assert.True((await SendAgainAsync(id)).IsDuplicate);
    }

    [Fact]
    public async Task Ids_are_found_in_runs_that_were_merged_and_in_none_that_was_not_recorded()
    {
        Guid[] ids = await RecordManyAsync(IdTable.Capacity * 5);
        await using AuditTrail trail = await OpenAsync();
        var random = new Random(1);
        for (int i = 0; i < 500; i++)
        {
            int at = random.Next(ids.Length);
            Recorded<TrailEvent> found = Assert.Single(await trail.FindAsync(ids[at], cancellationToken: Cancel));
            Assert.Equal(at, found.Sequence);
            Assert.Empty(await trail.FindAsync(Guid.NewGuid(), cancellationToken: Cancel));
        }

        Assert.InRange(Directory.GetFiles(Index, "*.ids").Length, 1, 4);
    }

    [Fact]
    public async Task A_flipped_bit_anywhere_in_a_run_is_mended_from_the_facts()
    {
        Guid[] ids = await RecordManyAsync(IdTable.Capacity + 1);
        string run = Assert.Single(Directory.GetFiles(Index, "*.ids"));
        byte[] sound = await File.ReadAllBytesAsync(run, Cancel);
        foreach (int at in (int[])[0, 5000, sound.Length - 60_000, sound.Length - 100, sound.Length - 47, sound.Length - 1])
        {
            byte[] damaged = [.. sound];
            damaged[at] ^= 1;
            await File.WriteAllBytesAsync(run, damaged, Cancel);
            await using AuditTrail trail = await OpenAsync();
            for (int i = 0; i < IdTable.Capacity; i += 97)
            {
                Assert.Single(await trail.FindAsync(ids[i], cancellationToken: Cancel));
            }
        }
    }

    [Fact]
    public async Task An_index_that_is_ahead_of_its_journal_is_not_believed()
    {
        using var older = new DataFolder();
        await RecordManyAsync(IdTable.Capacity + 1);
        Directory.Move(Index, Path.Combine(older.Path, "ids"));
        await using var trail = new AuditTrail(older.Options(), []);
        await trail.StartAsync(Cancel);
        Assert.False((await trail.RecordAsync(Some.AuditEvent() with { Id = Guid.NewGuid() }, Cancel)).IsDuplicate);
        Assert.Empty(Directory.GetFiles(Path.Combine(older.Path, "ids"), "*.ids"));
    }

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    async Task<AuditTrail> OpenAsync()
    {
        var trail = new AuditTrail(_folder.Options(), []);
        await trail.StartAsync(Cancel);
        return trail;
    }

    async Task<Guid> RecordOneAsync()
    {
        await using AuditTrail trail = await OpenAsync();
        return (await trail.RecordAsync(Some.AuditEvent(), Cancel)).Id;
    }

    async Task<Receipt> SendAgainAsync(Guid id)
    {
        await using AuditTrail trail = await OpenAsync();
        return await trail.RecordAsync(Some.AuditEvent() with { Id = id }, Cancel);
    }

    async Task<Guid[]> RecordManyAsync(int count)
    {
        Guid[] ids = [.. Enumerable.Range(0, count).Select(_ => Guid.NewGuid())];
        await using AuditTrail trail = await OpenAsync();
        foreach (Guid[] chunk in ids.Chunk(10_000))
        {
            await trail.RecordAsync([.. chunk.Select(id => Some.AuditEvent() with { Id = id })], cancellationToken: Cancel);
        }

        return ids;
    }
}
