using System.Globalization;
using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Merkle;
using MetaLogging.Journaling.Notes;
using MetaLogging.Server.Tests.Support;
using MetaLogging.Server.Witnessing;

namespace MetaLogging.Server.Tests.Witnessing;

public sealed class WitnessTests : IAsyncLifetime
{
    readonly string _folder = Directory.CreateTempSubdirectory("metalog-witness-").FullName;
    readonly GrowingLog _log = new();
    RunningWitness _witness = null!;

    public async ValueTask InitializeAsync() => _witness = await RunningWitness.StartAsync(_folder, _log.Key);

    [Fact]
    public async Task A_checkpoint_that_continues_the_newest_one_is_cosigned_and_kept()
    {
        foreach ((long from, long to) in (IEnumerable<(long, long)>)[(0, 1), (1, 7), (7, 8), (8, 8), (8, 200)])
        {
            (int status, string body, string? type) = await _witness.AddAsync(_log.Request(from, to));
            Assert.Equal((200, "text/plain"), (status, type));
            SignedCheckpoint cosigned = SignedCheckpoint.Parse(_log.Sign(to) + body);
            CheckedSignature signature = cosigned.CheckAll([_log.Key, _witness.Key])[1];
            Assert.Equal((_witness.Key, Some.Now.ToUnixTimeSeconds()), (signature.Key, signature.Time));
            Assert.Equal(_log.At(to), (await _witness.NewestAsync(_log.Key)).Checkpoint);
        }
    }

    [Fact]
    public async Task Any_first_size_is_cosigned_and_an_empty_tree_too()
    {
        Assert.Equal(200, (await _witness.AddAsync(_log.Request(0, 0))).Status);
        Assert.Equal(200, (await _witness.AddAsync(_log.Request(0, 0))).Status);
        Assert.Equal(200, (await _witness.AddAsync(_log.Request(0, 1000))).Status);
    }

    [Fact]
    public async Task Another_old_size_than_the_newest_is_409_with_the_newest()
    {
        Assert.Equal((409, "0\n", "text/x.tlog.size"), await _witness.AddAsync(_log.Request(3, 5)));
        await _witness.AddAsync(_log.Request(0, 5));
        foreach (long from in (long[])[0, 1, 4, 6])
        {
            Assert.Equal((409, "5\n", "text/x.tlog.size"), await _witness.AddAsync(_log.Request(from, 9)));
        }

        Assert.Equal(5, (await _witness.NewestAsync(_log.Key)).Size);
    }

    [Fact]
    public async Task An_old_size_beyond_the_checkpoint_is_400() =>
        Assert.Equal(400, (await _witness.AddAsync(GrowingLog.Request(6, [], _log.Sign(5)))).Status);

    [Fact]
    public async Task A_second_history_is_422_and_is_told_to_the_operator()
    {
        await _witness.AddAsync(_log.Request(0, 100));
        GrowingLog forged = _log.ChangedFrom(50);
        Assert.Equal(422, (await _witness.AddAsync(forged.Request(100, 120))).Status);
        Assert.Equal(422, (await _witness.AddAsync(forged.Request(100, 100))).Status);
        Assert.Contains($"The log {_log.Origin} signed a checkpoint of 120 entries", _witness.Talk, StringComparison.Ordinal);
        Assert.Equal(_log.At(100), (await _witness.NewestAsync(_log.Key)).Checkpoint);
        Assert.Equal(200, (await _witness.AddAsync(_log.Request(100, 120))).Status);
    }

    [Fact]
    public async Task A_proof_that_is_short_long_or_of_other_sizes_is_422()
    {
        await _witness.AddAsync(_log.Request(0, 100));
        IReadOnlyList<TreeHash> hashes = TreeProofs.Consistency(_log, 100, 120);
        IEnumerable<IEnumerable<TreeHash>> wrong =
        [
            [], hashes.Skip(1), hashes.SkipLast(1), hashes.Append(TreeHash.Empty), hashes.Reverse(), TreeProofs.Consistency(_log, 99, 120),
            Enumerable.Repeat(TreeHash.Empty, 63),
        ];
        foreach (IEnumerable<TreeHash> one in wrong)
        {
            Assert.Equal(422, (await _witness.AddAsync(GrowingLog.Request(100, one, _log.Sign(120)))).Status);
        }

        Assert.Equal(422, (await _witness.AddAsync(GrowingLog.Request(100, hashes, _log.Sign(100)))).Status);
    }

    [Fact]
    public async Task A_proof_from_nothing_and_an_empty_tree_with_a_root_are_422()
    {
        Assert.Equal(422, (await _witness.AddAsync(GrowingLog.Request(0, [TreeHash.Empty], _log.Sign(5)))).Status);
        SignedCheckpoint rooted = _log.Sign(new Checkpoint(_log.Origin, 0, TreeHash.Leaf([])));
        Assert.Equal(422, (await _witness.AddAsync(GrowingLog.Request(0, [], rooted))).Status);
    }

    [Fact]
    public async Task An_unknown_log_is_404_and_nothing_is_kept_of_it()
    {
        using GrowingLog other = new("other.example/log");
        Assert.Equal(404, (await _witness.AddAsync(other.Request(0, 5))).Status);
        Assert.Equal(404, (await _witness.GetAsync(WitnessMemory.NameOf(other.Origin) + "/checkpoint")).Status);
        Assert.Equal(404, (await _witness.GetAsync(WitnessMemory.NameOf(_log.Origin) + "/checkpoint")).Status);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_folder, "checkpoints")));
    }

    [Fact]
    public async Task A_checkpoint_that_the_log_did_not_sign_is_403()
    {
        using GrowingLog same = new();
        SignedCheckpoint right = _log.Sign(5);
        SignedCheckpoint wrong = right with { Note = new(right.Note.Text, [right.Note.Signatures[0] with { Signature = new byte[64] }]) };
        SignedCheckpoint both = right with { Note = new(right.Note.Text, [.. right.Note.Signatures, .. wrong.Note.Signatures]) };
        Assert.Equal(403, (await _witness.AddAsync(same.Request(0, 5))).Status);
        Assert.Equal(403, (await _witness.AddAsync(GrowingLog.Request(0, [], wrong))).Status);
        Assert.Equal(403, (await _witness.AddAsync(GrowingLog.Request(0, [], both))).Status);
    }

    [Fact]
    public async Task Signatures_of_strangers_are_passed_over_and_not_kept()
    {
        using SigningKey stranger = SigningKey.Create("stranger.example/w", NoteKeyType.Witness);
        SignedCheckpoint right = _log.Sign(5);
        SignedCheckpoint more = right with { Note = new(right.Note.Text, [stranger.Sign(right.Note.Bytes, Some.Now), .. right.Note.Signatures]) };
        Assert.Equal(200, (await _witness.AddAsync(GrowingLog.Request(0, [], more))).Status);
        Assert.Equal(2, (await _witness.NewestAsync(_log.Key)).Note.Signatures.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("old 0")]
    [InlineData("old 0\n")]
    [InlineData("old 0\n\n")]
    [InlineData("old 0\n\n\nCHECKPOINT")]
    [InlineData("old\n\nCHECKPOINT")]
    [InlineData("old \n\nCHECKPOINT")]
    [InlineData("old  0\n\nCHECKPOINT")]
    [InlineData("Old 0\n\nCHECKPOINT")]
    [InlineData("old 00\n\nCHECKPOINT")]
    [InlineData("old -1\n\nCHECKPOINT")]
    [InlineData("old 9223372036854775808\n\nCHECKPOINT")]
    [InlineData("old 0\r\n\r\nCHECKPOINT")]
    [InlineData("old 0\nnonsense\n\nCHECKPOINT")]
    [InlineData("old 0\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n\nCHECKPOINT")]
    [InlineData("old 0\n\nCHECKPOINT\n")]
    [InlineData("old 0\n\nCHECKPOINTx")]
    [InlineData("CHECKPOINT")]
    public async Task What_is_no_request_is_400(string template)
    {
        string body = template.Replace("CHECKPOINT", _log.Sign(5).ToString(), StringComparison.Ordinal);
        Assert.Equal((400, "text/plain"), await _witness.AddAsync(body) is var (status, _, type) ? (status, type) : default);
    }

    [Fact]
    public async Task Sixty_three_hashes_are_read_and_one_more_is_400()
    {
        await _witness.AddAsync(_log.Request(0, 5));
        Assert.Equal(422, (await _witness.AddAsync(GrowingLog.Request(5, Enumerable.Repeat(TreeHash.Empty, 63), _log.Sign(6)))).Status);
        Assert.Equal(400, (await _witness.AddAsync(GrowingLog.Request(5, Enumerable.Repeat(TreeHash.Empty, 64), _log.Sign(6)))).Status);
    }

    [Fact]
    public async Task A_body_beyond_the_longest_is_413_and_the_longest_note_is_refused_before_it_could_not_be_read_again()
    {
        Assert.Equal(413, (await _witness.AddAsync(new byte[AddCheckpointRequest.MostBytes + 1])).Status);
        int room = SignedNote.MostBytes - System.Text.Encoding.UTF8.GetByteCount(_log.Sign(5, "\n").ToString());
        SignedCheckpoint longest = _log.Sign(5, new string('x', room) + "\n");
        Assert.Equal(SignedNote.MostBytes, System.Text.Encoding.UTF8.GetByteCount(longest.ToString()));
        Assert.Equal(400, (await _witness.AddAsync(GrowingLog.Request(0, [], longest))).Status);
        Assert.Equal(200, (await _witness.AddAsync(GrowingLog.Request(0, [], _log.Sign(5, new string('x', room - 200) + "\n")))).Status);
        await RestartAsync();
        Assert.Equal(5, (await _witness.NewestAsync(_log.Key)).Size);
    }

    [Theory]
    [InlineData("")]
    [InlineData("checkpoint")]
    [InlineData("/checkpoint")]
    [InlineData("add-checkpoint")]
    [InlineData("xyz/checkpoint")]
    [InlineData("../witness-key/checkpoint")]
    [InlineData("..%2fwitness-key")]
    public async Task Nothing_else_is_there(string path) => Assert.Equal(404, (await _witness.GetAsync(path)).Status);

    [Fact]
    public async Task After_a_restart_it_remembers()
    {
        await _witness.AddAsync(_log.Request(0, 100));
        VerifierKey before = _witness.Key;
        await RestartAsync();
        Assert.Equal(before, _witness.Key);
        Assert.Equal((409, "100\n", "text/x.tlog.size"), await _witness.AddAsync(_log.ChangedFrom(50).Request(0, 100)));
        Assert.Equal(200, (await _witness.AddAsync(_log.Request(100, 101))).Status);
    }

    [Fact]
    public async Task Of_many_at_once_one_wins_and_no_two_histories_are_cosigned()
    {
        await _witness.AddAsync(_log.Request(0, 10));
        for (long size = 10; size < 15; size++)
        {
            GrowingLog forged = _log.ChangedFrom(size);
            IEnumerable<string> bodies = Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? _log : forged).Request(size, size + 1));
            (int Status, string Body, string? Type)[] answers = await Task.WhenAll(bodies.Select(_witness.AddAsync));
            Assert.Single(answers, answer => answer.Status == 200);
            Assert.All(answers.Where(answer => answer.Status != 200), answer => Assert.Equal((409, $"{size + 1}\n"), (answer.Status, answer.Body)));
            if ((await _witness.NewestAsync(_log.Key)).Root != _log.At(size + 1).Root)
            {
                return;   // the forged history won, and the true one can't be cosigned any more
            }
        }
    }

    [Fact]
    public async Task Several_keys_of_one_log_may_sign_for_it()
    {
        using GrowingLog next = new();
        await using RunningWitness witness = await RunningWitness.StartAsync(Path.Combine(_folder, "another"), _log.Key, next.Key);
        Assert.Equal(200, (await witness.AddAsync(_log.Request(0, 5))).Status);
        Assert.Equal(200, (await witness.AddAsync(next.Request(5, 9))).Status);
        Assert.Equal(9, (await witness.NewestAsync(next.Key)).Size);
    }

    [Fact]
    public async Task When_a_checkpoint_can_not_be_kept_it_is_not_cosigned()
    {
        await _witness.AddAsync(_log.Request(0, 5));
        string file = Path.Combine(_folder, "checkpoints", WitnessMemory.NameOf(_log.Origin));
        Directory.CreateDirectory(file + ".new");
        (int status, string body, _) = await _witness.AddAsync(_log.Request(5, 9));
        Assert.Equal(503, status);
        Assert.DoesNotContain("—", body, StringComparison.Ordinal);
        Assert.Contains("could not be kept", _witness.Talk, StringComparison.Ordinal);
        Directory.Delete(file + ".new");
        Assert.Equal((409, "5\n"), await _witness.AddAsync(_log.Request(9, 10)) is var (code, text, _) ? (code, text) : default);
        Assert.Equal(200, (await _witness.AddAsync(_log.Request(5, 9))).Status);
    }

    [Fact]
    public async Task The_name_of_a_log_s_checkpoint_is_the_hash_of_its_origin_in_hex()
    {
        await _witness.AddAsync(_log.Request(0, 5));
        string name = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData("audit.example/log"u8)).ToLower(CultureInfo.InvariantCulture);
        Assert.Equal(200, (await _witness.GetAsync($"{name}/checkpoint")).Status);
        Assert.Equal(404, (await _witness.GetAsync($"{name.ToUpperInvariant()}/checkpoint")).Status);
    }

    public async ValueTask DisposeAsync()
    {
        await _witness.DisposeAsync();
        _log.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    async Task RestartAsync()
    {
        await _witness.DisposeAsync();
        _witness = await RunningWitness.StartAsync(_folder, _log.Key);
    }
}
