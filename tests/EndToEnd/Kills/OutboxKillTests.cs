using MetaLogging.Configuration;
using MetaLogging.Embedded;
using MetaLogging.Events;
using MetaLogging.Queries;
using Xunit;

namespace MetaLogging.EndToEnd.Kills;

/// <summary>An application that is killed while it saves with an audit outbox: what the database has and what the trail has are the same.</summary>
public sealed class OutboxKillTests(ITestOutputHelper output) : IDisposable
{
    const int Kills = 5;

    readonly TemporaryFolder _folder = new();

    static CancellationToken Aborted => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_row_that_was_committed_has_its_event_once_and_no_event_is_without_its_row()
    {
        KilledProgram shop = new("CrashingShop");
        for (int kill = 0; kill < Kills; kill++)
        {
            shop.RunUntil(Random.Shared.Next(1, 150), [_folder.FullName, "save"], []);
        }

        Command end = await Command.RunAsync(Repository.ProgramBesideTests("CrashingShop"), [_folder.FullName, "end"], Path.GetTempPath());
        Guid[] rows = [.. end.Succeeded().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Guid.Parse)];
        output.WriteLine($"{rows.Length} rows, {shop.Acknowledged.Count} of them acknowledged");
        Assert.Empty(shop.Acknowledged.Except(rows));
        Assert.Equal(rows.Order(), (await InsertedAsync()).Order());
    }

    /// <summary>The rows whose insertion stands in the trail.</summary>
    async Task<List<Guid>> InsertedAsync()
    {
        string data = _folder.PathOf("audit");
        MetaLoggingOptions options = new() { DataDirectory = data, ApplicationName = "check", Journal = { Watermark = 0 } };
        await using AuditTrail trail = new(options, [new EmbeddedStore(Path.Combine(data, "store"), new EmbeddedStoreOptions(), TimeProvider.System)]);
        await trail.StartAsync(Aborted);
        await trail.CatchUpAsync("embedded", Aborted);
        List<Guid> inserted = [];
        AuditEventQuery query = new() { Action = ["order.insert"], Limit = 1000 };
        do
        {
            Page<AuditEvent> page = await trail.QueryAsync(query, Aborted);
            inserted.AddRange(page.Items.Select(item => Guid.Parse(item.Event.ResourceId!)));
            query = query with { Cursor = page.NextCursor };
        }
        while (query.Cursor is not null);
        return inserted;
    }
}
