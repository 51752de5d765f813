using System.Text;
using MetaLogging.EndToEnd.Server;
using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Notes;
using Xunit;

namespace MetaLogging.EndToEnd.Evidence;

public sealed class GoVerifierTests(GoVerifier go) : IClassFixture<GoVerifier>, IDisposable
{
    readonly TemporaryFolder _folder = new();

    string Data => _folder.PathOf("data");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Somebody_elses_verifier_proves_the_log_of_a_running_server_with_its_key_alone()
    {
        GoVerifier.SkipUnlessThere();
        await using LiveServer server = await LiveServer.StartAsync(Data);
        using EvidenceLog log = new(server);
        List<string> kept = [];
        foreach (int count in (int[])[1, 300, 1000, 700])
        {
            kept.Add(Keep(await log.RecordAsync(count)));
        }

        await log.RecordAsync(1500);
        Command checking = (await go.CheckAsync(log.Address, log.Key, log.VerifierKey, ["-every-width", .. kept])).Succeeded();
        Assert.Contains(": signed\nroot from entry bundles: ", checking.Output, StringComparison.Ordinal);
        Assert.Contains("inclusion of 10 entries: proven\n", checking.Output, StringComparison.Ordinal);
        Assert.Equal(kept.Count, checking.Output.Split("consistency with the tree of ").Length - 1);
        Assert.Contains("each the beginning of the next\n", checking.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_elses_verifier_refuses_a_server_that_cheats_in_any_of_its_answers()
    {
        GoVerifier.SkipUnlessThere();
        await using LiveServer server = await LiveServer.StartAsync(Data);
        using EvidenceLog log = new(server);
        string older = await log.RecordAsync(700);
        string newer = await log.RecordAsync(900);
        using SigningKey thief = SigningKey.Create(VerifierKey.Parse(log.VerifierKey).Name, NoteKeyType.Log);
        string stolen = SignedCheckpoint.Sign(SignedCheckpoint.Parse(newer).Checkpoint, [thief]).ToString();
        (string Path, Func<byte[], byte[]> Bend, string Said)[] cheats =
        [
            ("/tlog/checkpoint", text => Text(text, "\n", "0\n", line: 1), "invalid signature"),
            ("/tlog/checkpoint", text => Text(text, "=\n", "A=\n", line: 2), "invalid signature"),
            ("/tlog/checkpoint", _ => Encoding.UTF8.GetBytes(stolen), "no verifiable signatures"),
            ("/tlog/checkpoint", _ => Encoding.UTF8.GetBytes(older), "and has"),
            ("/tlog/tile/entries/000", bytes => Flip(bytes, 40), "is signed"),
            ("/tlog/tile/entries/001", bytes => [.. bytes.AsSpan(EndOfFirst(bytes)), .. bytes.AsSpan(0, EndOfFirst(bytes))], "is signed"),
            ("/tlog/tile/entries/002", bytes => bytes[EndOfFirst(bytes)..], "255 entries"),
            ("/tlog/tile/0/000", bytes => Flip(bytes, 8191), "the tile"),
            ("/tlog/tile/1/000*", bytes => Flip(bytes, 0), "the tile"),
            ("/tlog/tile/0/000.p/9", bytes => Flip(bytes, 70), "is not the beginning"),
            ("/tlog/tile/entries/001.p/255", bytes => Flip(bytes, 70), "is not the beginning"),
            ("/api/v1/proofs/inclusion/255", text => Text(text, "\"kind\"", "\"kinD\"", line: 0), "the server's proof of entry 255"),
            ("/api/v1/proofs/consistency", text => Text(text, "\"hashes\":[\"", "\"hashes\":[\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\",\"", line: 0), "the server's proof of consistency"),
        ];
        string[] kept = ["-every-width", Keep(older), Keep(newer)];
        foreach ((string path, Func<byte[], byte[]> bend, string said) in cheats)
        {
            int bent = 0;
            Command checking;
            await using (BentProxy proxy = new(log.Address, (asked, body) => IsOf(asked, path) ? Counted(ref bent, bend(body)) : body))
            {
                checking = await go.CheckAsync(proxy.Address, log.Key, log.VerifierKey, kept);
            }

            Assert.True(bent > 0, $"{path} was not asked for:\n{checking.Talk}");
            Assert.True(checking.ExitCode == 1 && checking.Talk.StartsWith("NOT PROVEN: ", StringComparison.Ordinal), $"{path}: {checking}");
            Assert.Contains(said, checking.Talk, StringComparison.Ordinal);
        }

        (await go.CheckAsync(log.Address, log.Key, log.VerifierKey, kept[1..])).Succeeded();
        Command stranger = await go.CheckAsync(log.Address, log.Key, thief.Verifier.Text);
        Assert.Contains("no verifiable signatures", stranger.Failed(1).Talk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_history_that_was_written_anew_with_the_true_key_is_found_by_a_checkpoint_that_was_kept()
    {
        GoVerifier.SkipUnlessThere();
        string shared;
        string copy = _folder.PathOf("copy");
        await using (LiveServer server = await LiveServer.StartAsync(Data))
        {
            using EvidenceLog log = new(server);
            shared = Keep(await log.RecordAsync(400));
            await server.StopAsync();
        }

        (await Command.RunAsync("cp", ["-a", Data, copy], _folder.FullName)).Succeeded();
        string kept;
        await using (LiveServer server = await LiveServer.StartAsync(Data))
        {
            using EvidenceLog log = new(server);
            kept = Keep(await log.RecordAsync(100));
        }

        // Whoever holds the machine and its key can go on from the copy, elsewhere, where no guard remembers.
        Dictionary<string, string> elsewhere = new() { ["XDG_STATE_HOME"] = _folder.PathOf("elsewhere") };
        await using LiveServer forger = await LiveServer.StartAsync(copy, elsewhere, []);
        using EvidenceLog forged = new(forger);
        Assert.True(EvidenceLog.SizeOf(await forged.RecordAsync(200, "order.cancel")) > EvidenceLog.SizeOf(File.ReadAllText(kept)));
        (await go.CheckAsync(forged.Address, forged.Key, forged.VerifierKey, shared)).Succeeded();
        Command checking = await go.CheckAsync(forged.Address, forged.Key, forged.VerifierKey, shared, kept);
        Assert.Contains("not the continuation", checking.Failed(1).Talk, StringComparison.Ordinal);
    }

    string Keep(string checkpoint) => _folder.Write($"checkpoint-{EvidenceLog.SizeOf(checkpoint)}", checkpoint);

    static bool IsOf(string asked, string path) =>
        path.EndsWith('*') ? asked.StartsWith(path[..^1], StringComparison.Ordinal) : asked.Split('?')[0] == path;

    static byte[] Counted(ref int count, byte[] bytes)
    {
        Interlocked.Increment(ref count);
        return bytes;
    }

    static byte[] Flip(byte[] bytes, int at)
    {
        bytes[at] ^= 1;
        return bytes;
    }

    static int EndOfFirst(byte[] bundle) => 2 + (bundle[0] << 8) + bundle[1];

    static byte[] Text(byte[] text, string old, string replacement, int line)
    {
        string[] lines = Encoding.UTF8.GetString(text).Split('\n');
        string changed = (lines[line] + "\n").Replace(old, replacement, StringComparison.Ordinal);
        Assert.NotEqual(lines[line] + "\n", changed);
        lines[line] = changed[..^1];
        return Encoding.UTF8.GetBytes(string.Join('\n', lines));
    }
}
