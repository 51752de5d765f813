using System.Diagnostics;
using System.Globalization;
using MetaLogging.Configuration;
using MetaLogging.Embedded;
using MetaLogging.Events;
using MetaLogging.Queries;
using Xunit;

namespace MetaLogging.EndToEnd.Kills;

/// <summary>Real processes, really killed.</summary>
public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    const int KillsPerFolder = 6;
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("metalog-kills-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Every_acknowledged_event_is_there_once_after_the_process_is_killed_and_queries_agree_with_the_journal(int folder)
    {
        int seed = Environment.GetEnvironmentVariable("METALOG_TEST_SEED") is { } given
            ? int.Parse(given, CultureInfo.InvariantCulture)
            : Random.Shared.Next();
        output.WriteLine($"METALOG_TEST_SEED={seed}");
        var random = new Random(HashCode.Combine(seed, folder));
        HashSet<Guid> acknowledged = [];
        HashSet<Guid> sent = [];
        for (int kill = 0; kill < KillsPerFolder; kill++)
        {
            int acknowledgements = random.Next(1, 600);
            Guid[] unanswered = [.. sent.Except(acknowledged).Take(20)];
            RunUntilKilled(random.Next(), unanswered, acknowledgements, sent, acknowledged);
            await CheckAsync(sent, acknowledged);
        }

        Assert.True(acknowledged.Count >= KillsPerFolder);
    }

    void RunUntilKilled(int seed, Guid[] again, int acknowledgements, HashSet<Guid> sent, HashSet<Guid> acknowledged)
    {
        var start = new ProcessStartInfo(Repository.ProgramBesideTests("CrashingWriter"))
        {
            ArgumentList = { _folder.FullName, seed.ToString(CultureInfo.InvariantCulture) },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        foreach (Guid id in again)
        {
            process.StandardInput.WriteLine(id);
        }

        process.StandardInput.Close();
        int heard = 0;
        while (heard < acknowledgements && process.StandardOutput.ReadLine() is { } line)
        {
            heard += Hear(line, sent, acknowledged);
        }

        Assert.False(process.HasExited, "The writer ended by itself.");
        process.Kill();

        // What it had said before it died counts; a line that was cut off does not.
        while (process.StandardOutput.ReadLine() is { } line)
        {
            Hear(line, sent, acknowledged);
        }

        process.WaitForExit();
    }

    static int Hear(string line, HashSet<Guid> sent, HashSet<Guid> acknowledged)
    {
        if (line.Length != 37 || !Guid.TryParse(line.AsSpan(1), out Guid id))
        {
            return 0;
        }

        sent.Add(id);
        return line[0] == '!' && acknowledged.Add(id) ? 1 : 0;
    }

    async Task CheckAsync(HashSet<Guid> sent, HashSet<Guid> acknowledged)
    {
        var options = new MetaLoggingOptions { DataDirectory = _folder.FullName, ApplicationName = "check" };
        options.Journal.Watermark = 0;
        var store = new EmbeddedStore(Path.Combine(_folder.FullName, "store"), new EmbeddedStoreOptions(), TimeProvider.System);
        await using var trail = new AuditTrail(options, [store]);
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        await trail.StartAsync(cancellationToken);
        Dictionary<Guid, int> queried = [];
        string? cursor = null;
        do
        {
            var query = new AuditEventQuery { Limit = 1000, Cursor = cursor };
            Page<AuditEvent> page = await trail.QueryAsync(query, cancellationToken);
            Assert.Null(page.LagSeconds);
            foreach (Recorded<AuditEvent> item in page.Items)
            {
                queried[item.Id] = queried.GetValueOrDefault(item.Id) + 1;
                string text = item.Event.AdditionalData!["text"]!.GetValue<string>();
                Assert.StartsWith(item.Id.ToString(), text, StringComparison.Ordinal);
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);

        Assert.Empty(acknowledged.Except(queried.Keys));
        Assert.Empty(queried.Keys.Except(sent));
        Assert.All(queried.Values, times => Assert.Equal(1, times));
        foreach (Guid id in acknowledged.Take(50))
        {
            Assert.Single(await trail.FindAsync(id, cancellationToken: cancellationToken));
        }

        acknowledged.UnionWith(queried.Keys);   // they are in the journal: from now on they must stay
    }
}
