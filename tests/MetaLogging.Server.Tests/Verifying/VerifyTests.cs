using System.Text.Json.Nodes;
using MetaLogging.Entries;
using MetaLogging.Journaling;
using MetaLogging.Journaling.Notes;
using MetaLogging.Server.Tests.Support;

namespace MetaLogging.Server.Tests.Verifying;

public sealed class VerifyTests : IDisposable
{
    readonly Shell _shell = new();

    public VerifyTests() => _shell.Variables["XDG_STATE_HOME"] = Path.Combine(_shell.Folder, "state");

    string Guard => Path.Combine(_shell.Folder, "state", "metalog", "guard");

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task A_folder_that_is_well_is_verified_and_where_the_keys_came_from_is_said()
    {
        await WriteAsync(20);
        Assert.Equal(ExitCode.Done, await _shell.RunAsync("verify"));
        string[] lines = _shell.Output.Split('\n');
        Assert.Equal("Verified: nothing is damaged in 20 entries.", lines[0]);
        Assert.Contains(lines, line => line.Contains("taken from the folder itself, which proves nothing", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("20 entries are signed, 0 lie after the last checkpoint", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("signing guard", StringComparison.Ordinal) && line.Contains("agrees, over 20 entries", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Given_keys_a_kept_checkpoint_and_anchors_are_compared()
    {
        await WriteAsync(20);
        string kept = Path.Combine(_shell.Folder, "kept");
        string anchors = Path.Combine(_shell.Folder, "anchors");
        File.Copy(In("checkpoint"), kept);
        File.Copy(In("checkpoints.ndjson"), anchors);
        await WriteAsync(5);
        string[] arguments = ["verify", "--vkey", File.ReadAllText(In("log.vkey")), "--checkpoint", kept, "--anchor", anchors];
        Assert.Equal(ExitCode.Done, await _shell.RunAsync(arguments));
        Assert.DoesNotContain("taken from the folder itself", _shell.Output, StringComparison.Ordinal);
        Assert.Contains($"{kept} holds, over 20 entries", _shell.Output, StringComparison.Ordinal);
        Assert.Contains("lie behind the last anchor", _shell.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damage_is_exit_1_and_the_first_line_names_the_first_sequence()
    {
        await WriteAsync(20, seal: true);
        Flip("journal/00000000000000000000.details", 4100);
        Assert.Equal(ExitCode.No, await _shell.RunAsync("verify"));
        Assert.Equal("Damaged: sequence 0 is the first that is affected; 1 problem.", _shell.Output.Split('\n')[0]);
        Assert.Contains("journal/00000000000000000000.details: the block at byte 4096", _shell.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_is_one_object_with_the_same_figures()
    {
        await WriteAsync(20, seal: true);
        Assert.Equal(ExitCode.Done, await _shell.RunAsync("verify", "--format", "json"));
        JsonNode whole = JsonNode.Parse(_shell.Output)!;
        Assert.True(whole["verified"]!.GetValue<bool>());
        Assert.Null(whole["first_affected"]);
        Assert.Equal(20, whole["signed_to"]!.GetValue<long>());

        _shell.Sink = new MemoryStream();
        Flip("tree/level-0", 32 * 7);
        Assert.Equal(ExitCode.No, await _shell.RunAsync("verify", "--format", "json"));
        JsonNode damaged = JsonNode.Parse(_shell.Output)!;
        Assert.False(damaged["verified"]!.GetValue<bool>());
        Assert.Equal(7, damaged["first_affected"]!.GetValue<long>());
        Assert.Equal("tree/level-0", damaged["damage"]![0]!["file"]!.GetValue<string>());
    }

    [Fact]
    public async Task More_problems_than_can_be_shown_are_counted()
    {
        await WriteAsync(300);
        byte[] hashes = File.ReadAllBytes(In("tree", "level-0"));
        Array.Clear(hashes);
        File.WriteAllBytes(In("tree", "level-0"), hashes);
        Assert.Equal(ExitCode.No, await _shell.RunAsync("verify"));
        Assert.StartsWith("Damaged: sequence 0 is the first that is affected; 300 problems.", _shell.Output, StringComparison.Ordinal);
        Assert.Contains("  and 200 more\n", _shell.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_put_back_to_yesterday_is_found_by_this_users_guard_or_by_a_named_one()
    {
        await WriteAsync(20);
        string yesterday = Path.Combine(_shell.Folder, "yesterday");
        Copy(_shell.Data, yesterday);
        await WriteAsync(10);
        Assert.Equal(ExitCode.No, await _shell.RunPlainAsync("verify", "--data", yesterday));
        Assert.StartsWith("Damaged: sequence 20 is the first", _shell.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, await _shell.RunPlainAsync("verify", "--data", yesterday, "--guard-folder", Path.Combine(_shell.Folder, "empty")));
        _shell.Variables.Clear();
        Assert.Equal(ExitCode.No, await _shell.RunPlainAsync("verify", "--data", yesterday, "--guard-folder", Guard));
    }

    [Fact]
    public async Task A_folder_that_another_process_holds_is_verified_and_nothing_is_written()
    {
        await using Journal journal = await OpenAsync();
        await AppendAsync(journal, 20);
        string[] before = Listing();
        Assert.Equal(ExitCode.Done, await _shell.RunAsync("verify"));
        Assert.Equal(before, Listing());
    }

    [Fact]
    public async Task Wrong_usage_is_exit_2_and_a_file_that_is_not_there_exit_3()
    {
        await WriteAsync(3);
        Assert.Equal(ExitCode.BadInput, await _shell.RunAsync("verify", "--vkey", "hello"));
        Assert.Contains("--vkey: The verifier key", _shell.Talk, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadInput, await _shell.RunAsync("verify", "--vkey", ""));
        using SigningKey witness = SigningKey.Create("example.org/witness", NoteKeyType.Witness);
        Assert.Equal(ExitCode.BadInput, await _shell.RunAsync("verify", "--vkey", witness.Verifier.Text));
        Assert.Equal(ExitCode.BadInput, await _shell.RunAsync("verify", "--format", "csv"));
        Assert.Equal(ExitCode.BadInput, await _shell.RunPlainAsync("verify", "--data", Path.Combine(_shell.Folder, "nowhere")));
        Assert.Equal(ExitCode.Unreachable, await _shell.RunAsync("verify", "--checkpoint", Path.Combine(_shell.Folder, "nowhere")));
        Assert.Equal(ExitCode.Unreachable, await _shell.RunAsync("verify", "--anchor", Path.Combine(_shell.Folder, "nowhere")));
        Assert.Empty(_shell.Output);
    }

    string In(params string[] names) => Path.Combine([_shell.Data, .. names]);

    void Flip(string name, int at)
    {
        byte[] bytes = File.ReadAllBytes(In(name));
        bytes[at] ^= 4;
        File.WriteAllBytes(In(name), bytes);
    }

    string[] Listing() =>
    [
        .. Directory.EnumerateFiles(_shell.Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(path => $"{path} {File.GetLastWriteTimeUtc(path):O}"),
    ];

    static void Copy(string from, string to)
    {
        foreach (string path in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(path, target);
        }
    }

    async Task WriteAsync(int count, bool seal = false)
    {
        await using Journal journal = await OpenAsync();
        await AppendAsync(journal, count);
        if (seal)
        {
            await journal.SealAsync(TestContext.Current.CancellationToken);
        }
    }

    Task<Journal> OpenAsync() => Journal.OpenAsync(
        _shell.Data, new JournalOptions { SegmentSize = 1 << 20, Watermark = 0, GuardFolder = Guard }, _shell.Time, null, null, TestContext.Current.CancellationToken);

    static async Task AppendAsync(Journal journal, int count)
    {
        EntryEncoder encoder = new();
        for (int i = 0; i < count; i++)
        {
            encoder.Add(Some.AuditEvent(), new(Guid.CreateVersion7(), 1_793_000_000_000_000_000, "tests", "here"));
        }

        await journal.AppendAsync(encoder.Complete());
        await journal.Tree!.CheckpointAsync(journal.NextSequence, TestContext.Current.CancellationToken);
    }
}
