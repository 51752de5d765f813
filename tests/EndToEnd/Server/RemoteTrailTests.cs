using MetaLogging.Configuration;
using MetaLogging.Embedded;
using MetaLogging.Events;
using MetaLogging.Journaling;
using MetaLogging.Queries;
using MetaLogging.Recording;
using MetaLogging.Remote;
using Xunit;

namespace MetaLogging.EndToEnd.Server;

/// <summary>The remote trail does against a real server what the local trail does.</summary>
public sealed class RemoteTrailTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    string Data => _folder.PathOf("data");

    [Theory]
    [InlineData("address", "bootstrap")]
    [InlineData("socket", "metalog")]
    public async Task Every_method_answers_and_throws_what_the_local_trail_does(string way, string recorder)
    {
        await using LiveServer server = await LiveServer.StartAsync(Data);
        await using RemoteAuditTrail remote = Reach(server, way);
        IReadOnlyList<string> far = await new TrailScript(remote, server.Program.Limit).RunAsync();

        MetaLoggingOptions options = new() { DataDirectory = _folder.PathOf("local"), ApplicationName = recorder };
        EmbeddedStore store = new(Path.Combine(options.DataDirectory, "store"), new EmbeddedStoreOptions(), TimeProvider.System);
        await using AuditTrail local = new(options, [store]);
        await local.StartAsync(server.Program.Limit);
        IReadOnlyList<string> near = await new TrailScript(local, server.Program.Limit).RunAsync();
        Assert.Equal(near, far);
    }

    [Theory]
    [InlineData("address")]
    [InlineData("socket")]
    public async Task Following_shows_the_newest_and_then_what_comes_until_it_is_cancelled(string way)
    {
        await using LiveServer server = await LiveServer.StartAsync(Data);
        await using RemoteAuditTrail trail = Reach(server, way);
        await FollowAsync(trail, i => new AuditEvent { Action = $"order.{i}", ResourceType = "order" }, (token) => trail.FollowAsync(new AuditEventQuery { Limit = 2 }, token));
        await FollowAsync(
            trail, i => new FailedLoginAttempt { Username = $"u{i}", IpAddress = "192.0.2.1", FailureReason = "wrong_password" },
            token => trail.FollowAsync(new FailedLoginQuery { Limit = 2 }, token));
        await FollowAsync(
            trail, i => new SystemEvent { Level = EventLevel.Info, Component = "till", Message = $"{i}" }, token => trail.FollowAsync(new SystemEventQuery { Limit = 2 }, token));
    }

    [Fact]
    public async Task Following_ends_with_a_failure_that_may_pass_when_the_server_stops()
    {
        await using LiveServer server = await LiveServer.StartAsync(Data);
        await using RemoteAuditTrail trail = Reach(server, "address");
        await trail.RecordAsync(new SystemEvent { Level = EventLevel.Info, Component = "till", Message = "first" }, server.Program.Limit);
        await using IAsyncEnumerator<Recorded<SystemEvent>> followed =
            trail.FollowAsync(new SystemEventQuery(), server.Program.Limit).GetAsyncEnumerator(server.Program.Limit);
        Assert.True(await followed.MoveNextAsync());
        ValueTask<bool> next = followed.MoveNextAsync();
        Assert.Equal(0, (await server.StopAsync()).ExitCode);
        RemoteTrailException ended = await Assert.ThrowsAsync<RemoteTrailException>(async () => await next);
        Assert.True(ended.IsTransient);
        Assert.Throws<InvalidQueryException>(() => trail.FollowAsync(new SystemEventQuery { Limit = 0 }, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_wrong_key_and_one_that_may_not_are_refused_by_status_and_not_shown()
    {
        await using LiveServer server = await LiveServer.StartAsync(Data);
        string wrong = server.Key[..^1] + (server.Key[^1] == 'A' ? 'B' : 'A');
        await using RemoteAuditTrail stranger = RemoteAuditTrail.ForServer(server.Address, wrong);
        RemoteTrailException unknown = await Assert.ThrowsAsync<RemoteTrailException>(() => stranger.SummarizeAsync(cancellationToken: server.Program.Limit));
        Assert.Equal((401, false), (unknown.Status, unknown.IsTransient));
        Assert.DoesNotContain(wrong, unknown.ToString(), StringComparison.Ordinal);

        Command create = (await Command.MetaLogAsync("keys", "create", "reader", "--permissions", "read", "--data", Data)).Succeeded();
        string secret = create.Output.Trim();
        await using RemoteAuditTrail reader = RemoteAuditTrail.ForServer(server.Address, secret);
        await reader.QueryAsync(new AuditEventQuery(), server.Program.Limit);
        AuditEvent item = new() { Action = "order.ship", ResourceType = "order" };
        RemoteTrailException lacks = await Assert.ThrowsAsync<RemoteTrailException>(() => reader.RecordAsync(item, server.Program.Limit));
        Assert.Equal(403, lacks.Status);
        Assert.Contains("logging:write", lacks.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, lacks.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_named_and_the_failure_may_pass()
    {
        await using RemoteAuditTrail nowhere = RemoteAuditTrail.ForServer(new Uri("http://127.0.0.1:1"), "mlk_none", new() { RetryFor = TimeSpan.Zero });
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        RemoteTrailException gone = await Assert.ThrowsAsync<RemoteTrailException>(() => nowhere.QueryAsync(new AuditEventQuery(), cancellationToken));
        Assert.True(gone.IsTransient);
        Assert.Null(gone.Status);
        Assert.Contains("http://127.0.0.1:1", gone.Message, StringComparison.Ordinal);
        string socket = _folder.PathOf("metalog.sock");
        await using RemoteAuditTrail noSocket = RemoteAuditTrail.ForSocket(socket, new() { RetryFor = TimeSpan.Zero });
        RemoteTrailException none = await Assert.ThrowsAsync<RemoteTrailException>(() => noSocket.QueryAsync(new AuditEventQuery(), cancellationToken));
        Assert.Contains(socket, none.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_recorded_while_the_server_is_killed_and_started_again_is_there_once()
    {
        const int Events = 40;
        await using LiveServer killed = await LiveServer.StartAsync(Data);
        CancellationToken cancellationToken = killed.Program.Limit;
        await using RemoteAuditTrail trail = RemoteAuditTrail.ForServer(killed.Address, killed.Key, new() { RetryFor = TimeSpan.FromMinutes(1) });
        Task<Receipt>[] before = [.. Enumerable.Range(0, Events).Select(RecordAsync)];
        await Task.WhenAny(before);
        await killed.KillAsync();
        Task<Receipt>[] after = [.. Enumerable.Range(Events, Events).Select(RecordAsync)];
        await using LiveServer next = await LiveServer.StartAsync(Data, "--urls", killed.Address.ToString().TrimEnd('/'));
        Receipt[] receipts = await Task.WhenAll([.. before, .. after]);
        Page<AuditEvent> page = await trail.QueryAsync(new AuditEventQuery { Limit = 1000 }, cancellationToken);
        Assert.Equal(receipts.Select(receipt => receipt.Id).Order(), page.Items.Select(item => item.Id).Order());
        Assert.Equal(Enumerable.Range(0, 2 * Events).Select(i => $"{i}").Order(), page.Items.Select(item => item.Event.ResourceId).Order());

        Task<Receipt> RecordAsync(int i) => trail.RecordAsync(new AuditEvent { Action = "order.ship", ResourceType = "order", ResourceId = $"{i}" }, cancellationToken);
    }

    [Fact]
    public async Task A_write_without_an_answer_says_that_its_outcome_is_unknown_or_that_nothing_was_sent()
    {
        await using LiveServer server = await LiveServer.StartAsync(Data);
        CancellationToken cancellationToken = server.Program.Limit;
        await using RemoteAuditTrail trail = RemoteAuditTrail.ForServer(server.Address, server.Key, new() { RetryFor = TimeSpan.Zero });
        Task<Receipt>[] writes =
        [
            .. Enumerable.Range(0, 200).Select(i => trail.RecordAsync(
                new AuditEvent { Action = "order.ship", ResourceType = "order", ResourceId = $"{i}", Id = Guid.CreateVersion7() }, cancellationToken)),
        ];
        await Task.WhenAny(writes);
        await server.KillAsync();
        foreach (Task<Receipt> write in writes)
        {
            Exception? failure = await Record.ExceptionAsync(() => write);
            Assert.True(failure is null or AppendOutcomeUnknownException or RemoteTrailException { IsTransient: true, Status: null }, $"{failure}");
        }
    }

    static RemoteAuditTrail Reach(LiveServer server, string way) =>
        way == "socket" ? RemoteAuditTrail.ForSocket(server.Socket) : RemoteAuditTrail.ForServer(server.Address, server.Key);

    static async Task FollowAsync<T>(
        RemoteAuditTrail trail, Func<int, T> make, Func<CancellationToken, IAsyncEnumerable<Recorded<T>>> follow)
        where T : TrailEvent
    {
        using CancellationTokenSource ends = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        List<Guid> recorded = [];
        async Task RecordAsync(int i) => recorded.Add((await trail.RecordAsync(make(i), ends.Token)).Id);
        for (int i = 0; i < 3; i++)
        {
            await RecordAsync(i);
        }

        await using IAsyncEnumerator<Recorded<T>> followed = follow(ends.Token).GetAsyncEnumerator(ends.Token);
        for (int i = 1; i < 6; i++)
        {
            if (i >= 3)
            {
                await RecordAsync(i);
            }

            Assert.True(await followed.MoveNextAsync());
            Assert.Equal(recorded[i], followed.Current.Id);
        }

        ValueTask<bool> next = followed.MoveNextAsync();
        await ends.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);
    }
}
