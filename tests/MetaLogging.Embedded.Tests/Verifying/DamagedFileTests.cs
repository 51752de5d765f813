using MetaLogging.Embedded.Tests.Support;
using MetaLogging.Stores;

namespace MetaLogging.Embedded.Tests.Verifying;

/// <summary>A store's file that is damaged is told as a difference, and damage that is not told has no effect.</summary>
public sealed class DamagedFileTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("this is no database")]
    [InlineData("")]
    public async Task A_file_that_is_no_database_is_a_difference(string content)
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder.Store);
        await File.WriteAllTextAsync(folder.Database, content, Cancellation);
        Assert.Equal([" .: the file can't be opened: it is damaged, or none of this program's"], (await folder.Compare(Many())).Tell());
    }

    [Fact]
    public async Task Every_flipped_bit_is_found_or_changes_nothing()
    {
        Trail trail = Many();
        using TemporaryFolder folder = await Compared.StoreOf(trail);
        byte[] sound = await File.ReadAllBytesAsync(folder.Database, Cancellation);
        string[] expected = trail.Shows();
        int found = 0;
        const int Flips = 120;
        for (int i = 0; i < Flips; i++)
        {
            using TemporaryFolder damaged = await With(sound, (int)((long)i * sound.Length / Flips) + (i * 7 % 61), 1 << (i % 8));
            StoreComparison comparison = await damaged.Compare(trail);
            if (!comparison.IsSound)
            {
                found++;
                continue;
            }

            await using EmbeddedStore store = Opened.New(damaged);
            await store.OpenAsync(Trail.Origin, Cancellation);
            Assert.Equal(expected, await store.ShowAll());
        }

        Assert.InRange(found, Flips / 4, Flips);
    }

    [Fact]
    public async Task Random_bytes_anywhere_are_a_difference_or_change_nothing()
    {
        Trail trail = Many();
        using TemporaryFolder folder = await Compared.StoreOf(trail);
        byte[] sound = await File.ReadAllBytesAsync(folder.Database, Cancellation);
        Random random = new(5);
        for (int i = 0; i < 40; i++)
        {
            byte[] damaged = [.. sound];
            int at = random.Next(sound.Length);
            random.NextBytes(damaged.AsSpan(at, Math.Min(random.Next(1, 100_000), damaged.Length - at)));
            using TemporaryFolder other = await With(damaged, 0, 0);
            if ((await other.Compare(trail)).IsSound)
            {
                await using EmbeddedStore store = Opened.New(other);
                await store.OpenAsync(Trail.Origin, Cancellation);
                Assert.Equal(trail.Shows(), await store.ShowAll());
            }
        }
    }

    [Fact]
    public async Task A_file_that_was_cut_is_a_difference()
    {
        Trail trail = Many();
        using TemporaryFolder folder = await Compared.StoreOf(trail);
        byte[] sound = await File.ReadAllBytesAsync(folder.Database, Cancellation);
        foreach (int length in new[] { 100, 5_000, 20_000, sound.Length / 2 })
        {
            using TemporaryFolder cut = await With(sound[..length], 0, 0);
            Assert.False((await cut.Compare(trail)).IsSound);
        }
    }

    static async Task<TemporaryFolder> With(byte[] bytes, int at, int flipped)
    {
        TemporaryFolder folder = new();
        Directory.CreateDirectory(folder.Store);
        byte[] changed = [.. bytes];
        changed[Math.Min(at, changed.Length - 1)] ^= (byte)flipped;
        await File.WriteAllBytesAsync(folder.Database, changed, Cancellation);
        return folder;
    }

    static Trail Many()
    {
        Trail trail = new();
        for (int i = 0; i < 2000; i++)
        {
            trail.Add(Trail.Audit() with { UserId = Guid.NewGuid().ToString(), ErrorMessage = Guid.NewGuid().ToString() });
        }

        return trail;
    }
}
