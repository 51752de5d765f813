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
        KilledProgram writer = new("CrashingWriter");
        for (int kill = 0; kill < KillsPerFolder; kill++)
        {
            int acknowledgements = random.Next(1, 600);
            writer.RunUntil(acknowledgements, [_folder.FullName, random.Next().ToString(CultureInfo.InvariantCulture)], [.. writer.Unanswered.Take(20)]);
            await CheckAsync(writer.Begun, writer.Acknowledged);
        }

        Assert.True(writer.Acknowledged.Count >= KillsPerFolder);
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
