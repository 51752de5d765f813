using System.Text.Json.Nodes;
using MetaLogging.Events;
using MetaLogging.Journaling.Proofs;
using MetaLogging.Server.Tests.Support;
using MetaLogging.Tests.Proving;

namespace MetaLogging.Server.Tests.Proofs;

public sealed class VerifyProofTests : IDisposable
{
    static readonly DateTimeOffset Cosigned = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    readonly Shell _shell = new();
    readonly SignedLog _log = new(
        new AuditEvent { Action = "user.read", ResourceType = "user", ResourceId = "u2", UserId = "evil\u001b[2J\nProven: all", IpAddress = "192.0.2.77" },
        new SystemEvent { Level = EventLevel.Warning, Component = "backup", Message = "done" });

    [Fact]
    public async Task It_says_which_entry_is_in_which_tree_who_signed_it_and_what_it_says()
    {
        Assert.Equal(0, await VerifyAsync(_log.Prove(0, EntryParts.Actor | EntryParts.Client, Cosigned)));
        Assert.StartsWith($"Proven: entry 0 of the log {SignedLog.Origin} is in its tree of 2 entries", _shell.Output, StringComparison.Ordinal);
        Assert.Contains($"signed by        {SignedLog.Origin} (key {_log.Key.Id:x8})\n", _shell.Output, StringComparison.Ordinal);
        Assert.Contains($"witnessed by     witness.example/w (key {_log.Witness.Id:x8}) at 2026-03-01T12:00:00Z\n", _shell.Output, StringComparison.Ordinal);
        Assert.Contains("  action           user.read\n", _shell.Output, StringComparison.Ordinal);
        Assert.Contains("    ip_address       192.0.2.77\n", _shell.Output, StringComparison.Ordinal);
        Assert.Contains("  subject: not shown", _shell.Output, StringComparison.Ordinal);
        Assert.Contains("  content: empty", _shell.Output, StringComparison.Ordinal);
        Assert.Equal("", _shell.Talk);
    }

    [Fact]
    public async Task Text_of_the_entry_can_neither_forge_a_line_nor_reach_the_terminal()
    {
        Assert.Equal(0, await VerifyAsync(_log.Prove(0)));
        Assert.Contains("evil␛[2J␊Proven: all", _shell.Output, StringComparison.Ordinal);
        Assert.Single(_shell.Output.Split('\n'), line => line.StartsWith("Proven", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_detail_it_says_that_nothing_of_it_is_proven()
    {
        Assert.Equal(0, await VerifyAsync(_log.Prove(0, shown: null)));
        Assert.Contains("The detail is not shown", _shell.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("192.0.2.77", _shell.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_JSON_it_is_for_programs()
    {
        Assert.Equal(0, await VerifyAsync(_log.Prove(0, EntryParts.Client, Cosigned), "--format", "json"));
        JsonNode json = JsonNode.Parse(_shell.Output)!;
        Assert.True((bool?)json["proven"]);
        Assert.Equal((SignedLog.Origin, 0L, 2L), ((string?)json["origin"], (long)json["sequence"]!, (long)json["size"]!));
        Assert.Equal(["log", "witness"], json["signatures"]!.AsArray().Select(signature => (string?)signature!["by"]));
        Assert.Equal("2026-03-01T12:00:00Z", (string?)json["signatures"]![1]!["time"]);
        Assert.Equal("user.read", (string?)json["fact"]!["action"]);
        Assert.Equal("192.0.2.77", (string?)json["detail"]!["client"]!["ip_address"]);
        Assert.Equal("""["client"]|["actor","subject"]|["content"]""", string.Join('|', Parts("shown"), Parts("hidden"), Parts("empty")));

        string Parts(string name) => json[name]!.ToJsonString();
    }

    [Fact]
    public async Task A_proof_that_does_not_hold_is_1_with_the_reason_and_without_a_word_of_the_entry()
    {
        byte[] file = SignedLog.Bytes(_log.Prove(0));
        for (int at = 0; at < file.Length; at += 7)
        {
            byte[] changed = [.. file];
            changed[at] ^= 1;
            await File.WriteAllBytesAsync(Proof, changed, TestContext.Current.CancellationToken);
            Assert.Equal(1, await _shell.RunPlainAsync("verify-proof", Proof, "--vkey", _log.Key.Text));
        }

        Assert.Equal("", _shell.Output);
        Assert.All(_shell.Talk.TrimEnd().Split('\n'), line => Assert.StartsWith("metalog: Not proven. ", line, StringComparison.Ordinal));
        Assert.DoesNotContain("192.0.2.77", _shell.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_JSON_a_refusal_is_data_too()
    {
        Assert.Equal(1, await VerifyAsync(_log.Prove(0, extra: null), "--format", "json"));
        JsonNode json = JsonNode.Parse(_shell.Output)!;
        Assert.False((bool?)json["proven"]);
        Assert.Contains("holds no entry", (string?)json["reason"], StringComparison.Ordinal);
        Assert.Contains("holds no entry", _shell.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signature_of_a_key_that_was_not_given_is_refused()
    {
        await File.WriteAllBytesAsync(Proof, SignedLog.Bytes(_log.Prove(0, cosigned: Cosigned)), TestContext.Current.CancellationToken);
        Assert.Equal(1, await _shell.RunPlainAsync("verify-proof", Proof, "--vkey", _log.Key.Text));
        Assert.Contains("witness.example/w", _shell.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_keys_are_given_as_it_pleases()
    {
        byte[] file = SignedLog.Bytes(_log.Prove(0, cosigned: Cosigned));
        await File.WriteAllBytesAsync(Proof, file, TestContext.Current.CancellationToken);
        (string log, string witness) = (_log.Key.Text, _log.Witness.Text);
        Assert.Equal(0, await _shell.RunPlainAsync("verify-proof", Proof, "--vkey", log, "--vkey", witness));
        Assert.Equal(0, await _shell.RunPlainAsync("verify-proof", Proof, "--vkey", log, witness));
        Assert.Equal(0, await _shell.RunPlainAsync("verify-proof", "--vkey", log, witness, Proof));
        Assert.Equal(0, await _shell.RunPlainAsync("verify-proof", Proof, "--vkey", $"{log}\n{witness}\n"));
        Assert.Equal("", _shell.Talk);
    }

    [Fact]
    public async Task A_proof_is_read_from_standard_input()
    {
        _shell.Input.Write(SignedLog.Bytes(_log.Prove(1)));
        _shell.Input.Position = 0;
        Assert.Equal(0, await _shell.RunPlainAsync("verify-proof", "-", "--vkey", _log.Key.Text));
        Assert.Contains("Proven: entry 1", _shell.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_3()
    {
        Assert.Equal(3, await _shell.RunPlainAsync("verify-proof", Path.Combine(_shell.Folder, "none"), "--vkey", _log.Key.Text));
        Assert.Contains("There is no file", _shell.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_key_or_none_and_two_files_are_2()
    {
        await File.WriteAllBytesAsync(Proof, SignedLog.Bytes(_log.Prove(1)), TestContext.Current.CancellationToken);
        string key = _log.Key.Text;
        foreach (string[] arguments in (string[][])[
            [Proof], [Proof, "--vkey", ""], [Proof, "--vkey", "nonsense"], [Proof, "--vkey", key + "A"], [Proof, "--vkey", key, "--vkey", "x+y+z"],
            ["--vkey", key], [Proof, Proof, "--vkey", key], [_shell.Folder, "--vkey", key], [Proof, "--vkey", key, "--format", "pdf"]])
        {
            Assert.Equal(2, await _shell.RunPlainAsync(["verify-proof", .. arguments]));
        }

        Assert.Equal("", _shell.Output);
    }

    [Fact]
    public async Task A_file_of_any_size_is_refused_without_reading_all_of_it()
    {
        using EndlessStream endless = new();
        Assert.Equal(1, await MetalogProgramOn(endless));
        Assert.InRange(endless.Given, TlogProof.MostBytes, TlogProof.MostBytes + (1 << 20));
        Assert.Contains("more than", _shell.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_shows_how_it_is_typed()
    {
        Assert.Equal(0, await _shell.RunPlainAsync("verify-proof", "--help"));
        Assert.Contains("Examples:\n  metalog verify-proof", _shell.Output, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _shell.Dispose();
        _log.Dispose();
    }

    string Proof => Path.Combine(_shell.Folder, "entry.tlog-proof");

    async Task<int> VerifyAsync(TlogProof proof, params string[] more)
    {
        await File.WriteAllBytesAsync(Proof, SignedLog.Bytes(proof), TestContext.Current.CancellationToken);
        return await _shell.RunPlainAsync(["verify-proof", Proof, "--vkey", _log.Key.Text, "--vkey", _log.Witness.Text, .. more]);
    }

    Task<int> MetalogProgramOn(Stream input)
    {
        _shell.In = input;
        return _shell.RunPlainAsync("verify-proof", "-", "--vkey", _log.Key.Text);
    }

    /// <summary>Standard input that never ends.</summary>
    sealed class EndlessStream : Stream
    {
        public long Given { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            buffer.AsSpan(offset, count).Fill((byte)'x');
            Given += count;
            return count;
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }
    }
}
