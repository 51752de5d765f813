using MetaLogging.Journaling.Notes;
using MetaLogging.Server.Tests.Support;
using MetaLogging.Server.Witnessing;

namespace MetaLogging.Server.Tests.Witnessing;

public sealed class WitnessCommandTests : IDisposable
{
    readonly Shell _shell = new();
    readonly GrowingLog _log = new();

    string Folder => Path.Combine(_shell.Folder, "witness");

    [Fact]
    public async Task The_first_start_makes_a_key_for_its_owner_alone_and_shows_how_it_is_checked()
    {
        Assert.Equal(0, await StopAtOnceAsync("--name", "witness.example/w1", "--log", _log.Key.Text));
        VerifierKey key = VerifierKey.Parse(_shell.Output.TrimEnd('\n'));
        Assert.Equal(("witness.example/w1", NoteKeyType.Witness), (key.Name, key.Type));
        Assert.Equal(key.Text + "\n", await ReadAsync("witness.vkey"));
        string secret = await ReadAsync("witness-key");
        using SigningKey signing = SigningKey.Parse(secret.TrimEnd('\n'));
        Assert.Equal(key, signing.Verifier);
        Assert.Contains("witness.example/w1 listens on http://127.0.0.1:", _shell.Talk, StringComparison.Ordinal);
        Assert.Contains("knows 1 log.", _shell.Talk, StringComparison.Ordinal);
        Assert.DoesNotContain(secret.Split('+', 5)[4].Trim(), _shell.Talk + _shell.Output, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Folder, "witness-key")));
        }
    }

    [Fact]
    public async Task Its_key_stays_and_a_name_by_chance_is_its_own()
    {
        Assert.Equal(0, await StopAtOnceAsync());
        string key = await ReadAsync("witness.vkey");
        Assert.StartsWith("witness.local/", key, StringComparison.Ordinal);
        Assert.Contains("knows no log yet", _shell.Talk, StringComparison.Ordinal);
        Assert.Equal(0, await StopAtOnceAsync());
        Assert.Equal(key + key, _shell.Output);
        Assert.Equal(2, await StopAtOnceAsync("--name", "another"));
        Assert.Contains("its name is part of its key", _shell.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logs_stand_on_the_command_line_and_in_a_file_of_the_folder()
    {
        using GrowingLog next = new();
        using GrowingLog other = new("other.example/log");
        Directory.CreateDirectory(Folder);
        await File.WriteAllTextAsync(
            Path.Combine(Folder, "logs"), $"# whom we witness\n\n{_log.Key}\r\n  {other.Key}  \n{next.Key}", TestContext.Current.CancellationToken);
        using WitnessFolder opened = WitnessFolder.Open(Journaling.RealFiles.Instance, Folder, null, [other.Key]);
        Assert.Equal([(other.Origin, 1), (_log.Origin, 2)], opened.Logs.Select(log => (log.Origin, log.Keys.Count)));
    }

    [Theory]
    [InlineData("--log", "nonsense")]
    [InlineData("--log", "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("--name", "a b")]
    [InlineData("--name", "a+b")]
    [InlineData("--urls", "nowhere")]
    [InlineData("--colour", "red")]
    public async Task A_wrong_setting_is_2_and_nothing_is_made(params string[] arguments)
    {
        string[] urls = arguments[0] == "--urls" ? [] : ["--urls", "http://127.0.0.1:0"];
        Assert.Equal(2, await _shell.RunPlainAsync(["witness", "--data", Folder, .. urls, .. arguments]));
        Assert.False(Directory.Exists(Folder));
        Assert.Equal("", _shell.Output);
    }

    [Fact]
    public async Task A_witness_s_key_is_no_log_and_a_wrong_line_in_the_file_is_named()
    {
        using SigningKey witness = SigningKey.Create("w", NoteKeyType.Witness);
        Assert.Equal(2, await StopAtOnceAsync("--log", witness.Verifier.Text));
        Assert.Contains("that of a witness", _shell.Talk, StringComparison.Ordinal);
        Directory.CreateDirectory(Folder);
        await File.WriteAllTextAsync(Path.Combine(Folder, "logs"), "nonsense\n", TestContext.Current.CancellationToken);
        Assert.Equal(2, await StopAtOnceAsync());
        Assert.Contains(Path.Combine(Folder, "logs"), _shell.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_folder_and_in_a_trail_s_folder_it_does_not_start()
    {
        Assert.Equal(2, await _shell.RunPlainAsync("witness"));
        Assert.Equal(2, await _shell.RunAsync("witness"));
        Assert.Contains("data folder of a trail", _shell.Talk, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_shell.Data, "witness-key")));
    }

    [Fact]
    public async Task A_second_process_on_the_folder_is_refused_and_told_who_has_it()
    {
        await using WitnessProcess witness = await WitnessProcess.StartAsync(Folder, _log.Key);
        Assert.Equal(3, await StopAtOnceAsync());
        Assert.Contains($"in use by process {witness.Id} ", _shell.Talk, StringComparison.Ordinal);
        Assert.Equal(200, await witness.AddAsync(_log.Request(0, 5)));
    }

    [Theory]
    [InlineData("witness-key", "Put it back")]
    [InlineData("checkpoints", "could cosign a second history")]
    public async Task A_witness_that_lost_its_key_or_its_memory_does_not_start_as_a_new_one(string lost, string words)
    {
        Assert.Equal(0, await StopAtOnceAsync());
        string path = Path.Combine(Folder, lost);
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
        else
        {
            File.Delete(path);
        }

        Assert.Equal(3, await StopAtOnceAsync());
        Assert.Contains(words, Whole(_shell.Talk), StringComparison.Ordinal);
        Assert.False(Path.Exists(path));
    }

    [Fact]
    public async Task A_changed_memory_stops_it()
    {
        string path = Path.Combine(Folder, "checkpoints", WitnessMemory.NameOf(_log.Origin));
        await using (RunningWitness witness = await RunningWitness.StartAsync(Folder, _log.Key))
        {
            Assert.Equal(200, (await witness.AddAsync(_log.Request(0, 1234))).Status);
        }

        byte[] kept = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        foreach (int at in (int[])[0, _log.Origin.Length + 2, _log.Origin.Length + 10, kept.Length - 2])
        {
            byte[] changed = [.. kept];
            changed[at] ^= 1;
            await File.WriteAllBytesAsync(path, changed, TestContext.Current.CancellationToken);
            Assert.Equal(3, await StopAtOnceAsync());
        }

        await File.WriteAllBytesAsync(path, [], TestContext.Current.CancellationToken);
        Assert.Equal(3, await StopAtOnceAsync());
        File.Move(path, path[..^1] + (path[^1] == '0' ? '1' : '0'));
        await File.WriteAllBytesAsync(path[..^1] + (path[^1] == '0' ? '1' : '0'), kept, TestContext.Current.CancellationToken);
        Assert.Equal(3, await StopAtOnceAsync());
        Assert.Contains("It is of another log", _shell.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Killed_at_any_time_it_remembers_all_that_it_cosigned()
    {
        long acknowledged = 0;
        VerifierKey? key = null;
        for (int round = 0; round < 4; round++)
        {
            await using WitnessProcess witness = await WitnessProcess.StartAsync(Folder, _log.Key);
            key ??= witness.Key;
            Assert.Equal(key, witness.Key);
            long size = await witness.NewestSizeAsync(_log);
            Assert.InRange(size, acknowledged, acknowledged + 1);   // the last one may have been kept and its answer lost
            acknowledged = size;
            Task? killing = null;
            while (await witness.AddAsync(_log.Request(size, size + 1)) is { } status)
            {
                Assert.Equal(200, status);
                acknowledged = ++size;
                if (size % 25 == 7 * round % 25)
                {
                    killing ??= Task.Run(witness.KillAsync, TestContext.Current.CancellationToken);   // it meets a request on its way
                }
            }

            Assert.NotNull(killing);
            await killing;
        }

        await using WitnessProcess last = await WitnessProcess.StartAsync(Folder, _log.Key);
        Assert.InRange(await last.NewestSizeAsync(_log), acknowledged, acknowledged + 1);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_3_and_the_folder_is_free_again()
    {
        await using RunningWitness witness = await RunningWitness.StartAsync(Path.Combine(_shell.Folder, "other"));
        Assert.Equal(3, await _shell.RunPlainAsync("witness", "--data", Folder, "--urls", witness.Address.ToString().TrimEnd('/')));
        Assert.Contains("--urls", _shell.Talk, StringComparison.Ordinal);
        Assert.Equal(0, await StopAtOnceAsync());
    }

    [Fact]
    public async Task Help_shows_how_it_is_typed()
    {
        Assert.Equal(0, await _shell.RunPlainAsync("witness", "--help"));
        Assert.Contains("Examples:\n  metalog witness", _shell.Output, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _shell.Dispose();
        _log.Dispose();
    }

    /// <summary>Starts a witness in this process, which is told to stop as soon as it has said that it listens.</summary>
    async Task<int> StopAtOnceAsync(params string[] arguments)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        _shell.Said = line =>
        {
            if (line.Contains("It knows", StringComparison.Ordinal))
            {
                stop.Cancel();
            }
        };
        return await _shell.RunUntilAsync(stop.Token, ["witness", "--data", Folder, "--urls", "http://127.0.0.1:0", .. arguments]);
    }

    static string Whole(string talk) => talk.Replace("\n", " ", StringComparison.Ordinal);

    Task<string> ReadAsync(string name) => File.ReadAllTextAsync(Path.Combine(Folder, name), TestContext.Current.CancellationToken);
}
