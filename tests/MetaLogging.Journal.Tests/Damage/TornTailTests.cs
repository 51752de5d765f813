using System.Buffers.Binary;
using System.Text;
using MetaLogging.Journaling.Tests.Simulation;

namespace MetaLogging.Journaling.Tests.Damage;

public sealed class TornTailTests
{
    const int Kept = 5;
    const string SegmentPath = "/d/journal/00000000000000000000.open";

    [Fact]
    public async Task A_file_that_ends_anywhere_in_its_last_frame_loses_that_frame_and_nothing_else()
    {
        (byte[] whole, int start, int end) = await WriteAsync(500);
        int body = BinaryPrimitives.ReadInt32LittleEndian(whole.AsSpan(start + 44));
        Assert.InRange(start + FrameHeader.Size + body, end - 511, end);
        for (int cut = start; cut < start + FrameHeader.Size + body; cut++)
        {
            await CheckTornAsync(whole[..cut], cut > start && whole[start..cut].AsSpan().ContainsAnyExcept((byte)0));
        }
    }

    [Fact]
    public async Task A_last_frame_that_lacks_any_of_its_sectors_is_cut_and_kept_aside()
    {
        (byte[] whole, int start, int end) = await WriteAsync(500);
        for (int lost = 1; lost < 1 << ((end - start) / 512); lost++)
        {
            byte[] torn = [.. whole];
            for (int sector = 0; start + sector * 512 < end; sector++)
            {
                if ((lost >> sector & 1) != 0)
                {
                    Array.Clear(torn, start + sector * 512, 512);
                }
            }

            await CheckTornAsync(torn, torn.AsSpan(start, end - start).ContainsAnyExcept((byte)0));
        }
    }

    [Fact]
    public async Task The_copy_of_a_cut_frame_is_gone_after_any_erasure()
    {
        (byte[] whole, int start, _) = await WriteAsync(500);
        Array.Clear(whole, start + 512, 512);
        SimulatedDisk disk = new(1);
        disk.Put(SegmentPath, whole);
        await using Journal journal = await Workload.OpenAsync(disk);
        string copy = "/d/aside/" + journal.Recovery.CutFile;
        Assert.Contains("{\"fact\":5}", Encoding.Latin1.GetString(disk[copy].Seen), StringComparison.Ordinal);
        await Some.AppendAsync(journal, 1);
        await journal.RewriteDetailsAsync(journal.NextSequence - 1, [new(0, 1)], (_, _) => true, CancellationToken.None);
        Assert.False(disk.FileExists(copy));
    }

    /// <summary>Writes five entries and then a frame of three, and answers the file up to there.</summary>
    static async Task<(byte[] File, int Start, int End)> WriteAsync(int detailLength)
    {
        SimulatedDisk disk = new(1);
        await using (Journal journal = await Workload.OpenAsync(disk))
        {
            await Some.AppendAsync(journal, Kept);
            await Some.AppendAsync(journal, 1, 3, detailLength);
        }

        byte[] file = disk[SegmentPath].Seen;
        int end = file.AsSpan().LastIndexOf("MFRM"u8);
        int start = file.AsSpan(0, end).LastIndexOf("MFRM"u8);
        Array.Clear(file, end, 512);
        return (file, start, end);
    }

    static async Task CheckTornAsync(byte[] file, bool hasTail)
    {
        SimulatedDisk disk = new(1);
        disk.Put(SegmentPath, file);
        await using (Journal journal = await Workload.OpenAsync(disk))
        {
            Assert.Equal(JournalState.Ready, journal.Health.State);
            Assert.False(journal.Recovery.WasClean);
            Assert.True(hasTail == journal.Recovery.CutBytes > 0, $"{file.Length} bytes, {journal.Recovery}");
            Assert.Equal(hasTail, disk.FileExists("/d/aside/" + journal.Recovery.CutFile));
            Assert.Equal(Some.Entries(0, Kept), await Some.ReadAllAsync(journal));
            await Some.AppendAsync(journal, 1);
        }

        await using Journal again = await Workload.OpenAsync(disk);
        Assert.True(again.Recovery.WasClean);
        Assert.Equal(Some.Entries(0, Kept + 1), await Some.ReadAllAsync(again));
    }
}
