using System.Globalization;
using System.Text;
using MetaLogging.Configuration;
using MetaLogging.Events;
using MetaLogging.Journaling;
using Xunit;

namespace MetaLogging.EndToEnd.Evidence;

/// <summary>A real data folder, changed behind the program's back, and what the program says of it.</summary>
public sealed class TamperingTests(ITestOutputHelper output) : IDisposable
{
    readonly TemporaryFolder _folder = new();

    string Data => _folder.PathOf("data");

    static CancellationToken Aborted => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task One_flipped_bit_anywhere_in_the_journal_makes_verify_exit_1_and_name_the_sequence()
    {
        await RecordAsync(400);
        await VerifyAsync(0);
        int seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Data, "journal")))
        {
            long length = new FileInfo(file).Length;
            // One copy of the header, the end, and anywhere: that each bit of each file counts is tested in process, by thousands of them.
            long[] places = [random.NextInt64(4096), length - 1, random.NextInt64(length)];
            foreach (long place in places)
            {
                int bit = random.Next(8);
                Flip(file, place, bit);
                Command verified = await VerifyAsync(1);
                Assert.Matches(@"sequence \d+|entry \d+", verified.Output + verified.Talk);
                Flip(file, place, bit);
            }
        }

        await VerifyAsync(0);
    }

    [Fact]
    public async Task A_proof_of_which_one_byte_was_changed_is_refused_with_the_reason()
    {
        await RecordAsync(50);
        string key = (await File.ReadAllLinesAsync(Path.Combine(Data, "log.vkey"), Aborted))[0];
        string proof = _folder.PathOf("entry.tlog-proof");
        await File.WriteAllTextAsync(proof, (await Command.MetaLogAsync("prove", "5", "--data", Data)).Succeeded().Output, Aborted);
        Command checkedProof = (await Command.MetaLogAsync("verify-proof", proof, "--vkey", key)).Succeeded();
        Assert.StartsWith("Proven: entry 5 of the log ", checkedProof.Output, StringComparison.Ordinal);
        byte[] bytes = await File.ReadAllBytesAsync(proof, Aborted);
        for (int at = 7; at < bytes.Length; at += bytes.Length / 6)
        {
            byte[] changed = [.. bytes];
            changed[at] ^= 1;
            await File.WriteAllBytesAsync(proof, changed, Aborted);
            Command refused = (await Command.MetaLogAsync("verify-proof", proof, "--vkey", key)).Failed(1);
            Assert.Contains("Not proven. ", refused.Talk, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task After_an_erasure_proofs_given_out_before_still_hold_and_the_text_is_found_nowhere_in_the_folder()
    {
        string secret = "unguessable-" + Guid.NewGuid().ToString("N");
        string proof = _folder.PathOf("before.tlog-proof");
        await using (AuditTrail trail = Open())
        {
            await trail.StartAsync(Aborted);
            for (int i = 0; i < 20; i++)
            {
                await trail.RecordAsync(new AuditEvent { Action = "user.read", ResourceType = "user", ResourceId = "u1", UserId = secret, ErrorMessage = secret }, Aborted);
            }

            await trail.CatchUpAsync("embedded", Aborted);
        }

        await File.WriteAllTextAsync(proof, (await Command.MetaLogAsync("prove", "3", "--detail", "--data", Data)).Succeeded().Output, Aborted);
        Assert.Contains(FilesWith(secret), file => file.Contains("journal", StringComparison.Ordinal));
        await using (AuditTrail trail = Open())
        {
            await trail.StartAsync(Aborted);
            await trail.EraseAsync([new SequenceRange(0, 20)], EntryParts.Actor | EntryParts.Content, "test", Aborted);
            await trail.CatchUpAsync("embedded", Aborted);
        }

        string key = (await File.ReadAllLinesAsync(Path.Combine(Data, "log.vkey"), Aborted))[0];
        Assert.Contains(secret, (await Command.MetaLogAsync("verify-proof", proof, "--vkey", key)).Succeeded().Output, StringComparison.Ordinal);
        Assert.Empty(FilesWith(secret));
        Command verified = await VerifyAsync(0);
        Assert.Matches(@"erased parts +40, as ordered", verified.Output);
    }

    AuditTrail Open() => new(
        new MetaLoggingOptions { DataDirectory = Data, ApplicationName = "shop" }, [new Embedded.EmbeddedStore(Path.Combine(Data, "store"), new Embedded.EmbeddedStoreOptions(), TimeProvider.System)]);

    async Task RecordAsync(int count)
    {
        await using AuditTrail trail = new(new MetaLoggingOptions { DataDirectory = Data, ApplicationName = "shop", Journal = { SegmentSize = 64 << 10 } }, []);
        await trail.StartAsync(Aborted);
        for (int i = 0; i < count; i++)
        {
            await trail.RecordAsync(
                new AuditEvent { Action = "user.read", ResourceType = "user", ResourceId = i.ToString(CultureInfo.InvariantCulture), UserId = "ann", UserAgent = new string('x', 300) }, Aborted);
        }

        await trail.EraseAsync([new SequenceRange(3, 9)], EntryParts.Client, "test", Aborted);
    }

    async Task<Command> VerifyAsync(int exitCode)
    {
        Command verified = await Command.MetaLogAsync("verify", "--data", Data);
        return exitCode == 0 ? verified.Succeeded() : verified.Failed(exitCode);
    }

    static void Flip(string file, long place, int bit)
    {
        using FileStream stream = new(file, FileMode.Open, FileAccess.ReadWrite);
        stream.Position = place;
        int before = stream.ReadByte();
        stream.Position = place;
        stream.WriteByte((byte)(before ^ (1 << bit)));
    }

    IEnumerable<string> FilesWith(string text) => Directory.EnumerateFiles(Data, "*", SearchOption.AllDirectories)
        .Where(file => File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);
}
