using System.IO.Compression;
using MetaLogging.Journaling.Merkle;

namespace MetaLogging.Api.Tests.Log;

public sealed class TilesTests(SignedServer log) : IClassFixture<SignedServer>
{
    const string Unchanging = "max-age=31536000, private, immutable";

    [Fact]
    public async Task Tiles_of_every_width_that_the_tree_had_stay_served_and_hold_the_hashes_of_its_entries()
    {
        for (int number = 0; number * 256 < log.Size; number++)
        {
            byte[] whole = Hashes(number * 256, Math.Min(log.Size, (number + 1) * 256), i => log.Tree.Leaf(i));
            for (int width = 1; width <= whole.Length / TreeHash.Length; width++)
            {
                Answer tile = (await log.Reader.GetAsync(LogReading.TilePath("0", number, width))).Is(200);
                Assert.Equal(whole[..(width * TreeHash.Length)], tile.Body);
                Assert.Equal(("application/octet-stream", Unchanging), (tile.Header("Content-Type"), tile.Header("Cache-Control")));
            }
        }

        for (int width = 1; width <= log.Size / 256; width++)
        {
            Answer tile = (await log.Reader.GetAsync(LogReading.TilePath("1", 0, width))).Is(200);
            Assert.Equal(Hashes(0, width, i => log.Tree.Range(i * 256, (i + 1) * 256)), tile.Body);
        }
    }

    [Fact]
    public async Task Bundles_of_every_width_stay_served_and_are_the_beginning_of_the_full_one()
    {
        for (int number = 0; number * 256 < log.Size; number++)
        {
            int most = Math.Min(256, log.Size - (number * 256));
            for (int width = 1; width <= most; width++)
            {
                Answer bundle = (await log.Reader.GetAsync(LogReading.TilePath("entries", number, width))).Is(200);
                Assert.Equal(("application/octet-stream", Unchanging), (bundle.Header("Content-Type"), bundle.Header("Cache-Control")));
                Assert.Equal(Hex(log.Entries.Skip(number * 256).Take(width)), Hex(LogReading.Unpack(bundle.Body)));
            }
        }

        // One text of each is compared much faster than as many collections of bytes.
        static string Hex(IEnumerable<byte[]> entries) => string.Join('\n', entries.Select(Convert.ToHexString));
    }

    [Fact]
    public void What_the_bundles_hold_makes_the_root_that_is_signed() => Assert.Equal(log.Checkpoint.Root, log.Tree.Root(log.Size));

    [Fact]
    public async Task Nothing_beyond_the_signed_size_is_handed_out()
    {
        int number = log.Size / 256;
        foreach (string level in (string[])["0", "entries"])
        {
            (await log.Reader.GetAsync(LogReading.TilePath(level, number, (log.Size % 256) + 1))).IsProblem(404);
            (await log.Reader.GetAsync(LogReading.TilePath(level, number))).IsProblem(404);
            (await log.Reader.GetAsync(LogReading.TilePath(level, number + 1, 1))).IsProblem(404);
        }

        (await log.Reader.GetAsync(LogReading.TilePath("1", 0, (log.Size / 256) + 1))).IsProblem(404);
        (await log.Reader.GetAsync(LogReading.TilePath("2", 0, 1))).IsProblem(404);
        for (int level = 3; level < 64; level++)
        {
            (await log.Reader.GetAsync(LogReading.TilePath($"{level}", 0, 1))).IsProblem(404);
        }
    }

    [Theory]
    [InlineData("gzip", true)]
    [InlineData("br, gzip;q=0.5", true)]
    [InlineData("gzip;q=0", false)]
    [InlineData("identity", false)]
    [InlineData("br", false)]
    public async Task A_bundle_is_packed_for_whoever_takes_gzip_and_hashes_are_not(string accepted, bool isPacked)
    {
        Answer bundle = await AskAsync(LogReading.TilePath("entries", 0), accepted);
        Assert.Equal((isPacked ? "gzip" : "", "Accept-Encoding", Unchanging), (bundle.Header("Content-Encoding"), bundle.Header("Vary"), bundle.Header("Cache-Control")));
        using GZipStream unpacked = new(new MemoryStream(bundle.Body), CompressionMode.Decompress);
        using MemoryStream plain = new();
        if (isPacked)
        {
            await unpacked.CopyToAsync(plain, TestContext.Current.CancellationToken);
        }

        Assert.Equal(log.Entries.Take(256), LogReading.Unpack(isPacked ? plain.ToArray() : bundle.Body));
        Answer tile = await AskAsync(LogReading.TilePath("0", 0), accepted);
        Assert.Equal(("", 256 * TreeHash.Length), (tile.Header("Content-Encoding"), tile.Body.Length));
    }

    async Task<Answer> AskAsync(string path, string accepted)
    {
        HttpRequestMessage request = log.Reader.Request(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);
        return (await log.Reader.SendAsync(request)).Is(200);
    }

    static byte[] Hashes(int start, int end, Func<int, TreeHash> hash) => [.. Enumerable.Range(start, end - start).SelectMany(i => hash(i).Bytes.ToArray())];
}
