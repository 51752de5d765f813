using System.Diagnostics;
using System.Globalization;

namespace MetaLogging.Journaling.Tests.Processes;

public sealed class ProcessTests(ITestOutputHelper output) : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Everything_acknowledged_before_a_kill_is_there_after_it()
    {
        Dictionary<string, string> acknowledged = [];
        int seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        for (int kill = 0; kill < 4; kill++)
        {
            using (Process child = Child.StartWriting(_folder.Path))
            {
                int lines = random.Next(1, 1500);
                for (int i = 0; i < lines && await child.StandardOutput.ReadLineAsync() is { } line; i++)
                {
                    Remember(line);
                }

                child.Kill();
                foreach (string line in (await child.StandardOutput.ReadToEndAsync()).Split('\n')[..^1])
                {
                    Remember(line);
                }

                await child.WaitForExitAsync();
            }

            await using Journal journal = await Some.JournalAsync(_folder);
            Assert.NotEqual(JournalState.Damaged, journal.Health.State);
            Dictionary<string, string> there = (await Some.ReadAllAsync(journal, 1 << 20)).ToDictionary(
                entry => entry.Sequence.ToString(CultureInfo.InvariantCulture), entry => entry.Fact);
            Assert.All(acknowledged, entry => Assert.Equal(entry.Value, there[entry.Key]));

            // Ids begin anew in each child; what was not acknowledged is remembered now that it is there.
            acknowledged = there;
        }

        void Remember(string line)
        {
            string[] words = line.Split(' ');
            acknowledged.Add(words[1], $$"""{"fact":{{words[2]}}}""");
        }
    }

    [Fact]
    public async Task A_second_process_is_told_who_holds_the_folder_and_gets_it_when_the_holder_is_killed()
    {
        using Process child = Child.StartHolding(_folder.Path);
        Assert.Equal("held", await child.StandardOutput.ReadLineAsync());
        JournalOptions impatient = Some.Options();
        impatient.LockWait = TimeSpan.Zero;
        JournalLockedException locked = await Assert.ThrowsAsync<JournalLockedException>(() => Some.JournalAsync(_folder, impatient));
        Assert.Equal(child.Id, locked.ProcessId);
        Assert.Equal(Path.GetFileName(Environment.ProcessPath), locked.ProcessName);
        Assert.Contains(_folder.Path, locked.Message, StringComparison.Ordinal);

        JournalOptions patient = Some.Options();
        patient.LockWait = TimeSpan.FromSeconds(30);
        Task<Journal> waiting = Some.JournalAsync(_folder, patient);
        child.Kill();
        await using Journal journal = await waiting;
        await Some.AppendAsync(journal, 1);
    }

    [Fact]
    public async Task The_real_disk_is_flushed_before_each_acknowledgement()
    {
        string tracer = Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(folder => Path.Combine(folder, "strace"))
            .FirstOrDefault(File.Exists) ?? "";
        Assert.SkipWhen(tracer.Length == 0, "strace is not installed");
        string trace = _folder.Combine("trace");
        string data = _folder.Combine("data");
        using Process child = Child.StartWritingThrice(data, tracer, "-f", "-y", "-s", "64", "-o", trace, "-e",
            "trace=write,pwrite64,pwritev,fsync,fdatasync,rename,renameat2");
        await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();
        Assert.SkipWhen(child.ExitCode != 0 && !File.Exists(trace), "strace may not trace here");

        List<string> calls = [.. File.ReadLines(trace)];
        string segment = "00000000000000000000.open";
        int named = calls.FindIndex(call => call.Contains("rename", StringComparison.Ordinal)
            && call.Contains(segment + ".new", StringComparison.Ordinal));
        int headerFlushed = calls.FindIndex(call => call.Contains("fdatasync", StringComparison.Ordinal)
            && call.Contains(segment + ".new", StringComparison.Ordinal));
        int folderFlushed = calls.FindIndex(named, call => call.Contains("fsync(", StringComparison.Ordinal)
            && call.Contains("/journal>", StringComparison.Ordinal));
        int from = calls.FindIndex(folderFlushed, call => IsWrite(call) && call.Contains(segment, StringComparison.Ordinal));
        Assert.True(headerFlushed >= 0 && headerFlushed < named && named < folderFlushed && folderFlushed < from, string.Join('\n', calls));
        for (int i = 0; i < 3; i++)
        {
            int written = calls.FindIndex(from, call => IsWrite(call) && call.Contains(segment, StringComparison.Ordinal));
            int acknowledged = calls.FindIndex(from, call => call.Contains("\"ack " + i, StringComparison.Ordinal));
            int flushed = calls.FindIndex(written, call => call.Contains("fdatasync", StringComparison.Ordinal)
                && call.Contains(segment, StringComparison.Ordinal));
            Assert.True(written >= 0 && written < flushed && flushed < acknowledged,
                $"write {written}, flush {flushed}, acknowledgement {acknowledged}\n" + string.Join('\n', calls.Skip(from)));
            from = acknowledged + 1;
        }
    }

    static bool IsWrite(string call) => call.Contains("pwrite", StringComparison.Ordinal);
}
