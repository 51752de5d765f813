using System.Net.Sockets;
using MetaLogging.Events;
using MetaLogging.Queries;
using MetaLogging.Remote;
using MetaLogging.Stores;
using MetaLogging.Tests.Support;
using Xunit;
using static MetaLogging.Tests.Remote.RemoteCall;

namespace MetaLogging.Tests.Remote;

public sealed class FollowingTests
{
    static readonly Recorded<TrailEvent>[] Items = [Item(Some.AuditEvent()), Item(Some.AuditEvent() with { UserId = "漢😀" })];

    static string Lines => string.Concat(Items.Select(item => Line(item) + "\n\n"));

    static Reply Chunks(string end, Func<CancellationToken, Task>? untilClosed = null) =>
        Reply.Stream(Lines, untilClosed ?? (_ => Task.CompletedTask), end);

    [Fact]
    public async Task Events_come_as_they_are_written_until_it_is_cancelled()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await using var server = new LittleServer(Chunks("", new TaskCompletionSource().Task.WaitAsync));
        await using RemoteAuditTrail trail = Once(server);
        List<Guid> seen = [];
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (Recorded<AuditEvent> item in trail.FollowAsync(new AuditEventQuery { Limit = 10, UserId = ["1"] }, cancel.Token))
            {
                seen.Add(item.Id);
                if (seen.Count == Items.Length)
                {
                    await cancel.CancelAsync();
                }
            }
        });

        Assert.Equal(Items.Select(item => item.Id), seen);
        Assert.Equal(
            ("/api/v1/audit-events?user_id=1&limit=10&follow=true", "application/x-ndjson"), (server.Asked[0].Target, server.Asked[0].Headers["Accept"]));
    }

    [Theory]
    [InlineData("", "broke the stream off")]
    [InlineData("20\r\n{\"kind\":\"audit", "broke the stream off")]
    [InlineData("0\r\n\r\n", "has ended the stream")]
    [InlineData("5\r\n{\"kin\r\n0\r\n\r\n", "has ended the stream")]
    public async Task A_stream_that_breaks_or_ends_says_so_and_answers_no_half_line(string end, string what)
    {
        await using var server = new LittleServer(Chunks(end));
        await using RemoteAuditTrail trail = Once(server);
        List<Guid> seen = [];
        RemoteTrailException failure = await Assert.ThrowsAsync<RemoteTrailException>(async () =>
        {
            await foreach (Recorded<AuditEvent> item in trail.FollowAsync(new AuditEventQuery(), Cancel))
            {
                seen.Add(item.Id);
            }
        });

        Assert.Equal(Items.Select(item => item.Id), seen);
        Assert.Contains(what, failure.Message, StringComparison.Ordinal);
        Assert.True(failure.IsTransient);
    }

    [Theory]
    [InlineData("""{"kind":"audit_event"}""", "in its stream action is missing")]
    [InlineData("no json", "in its stream the whole is not JSON")]
    public async Task A_line_that_is_no_event_ends_it(string line, string problem)
    {
        await using var server = new LittleServer(Reply.Stream(line + "\n", new TaskCompletionSource().Task.WaitAsync));
        await using RemoteAuditTrail trail = Once(server);

        Assert.Contains(problem, (await FailureOf(trail)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_without_end_is_not_read_for_ever()
    {
        await using var server = new LittleServer(Reply.Stream(new string('x', (1 << 20) + 100_000), new TaskCompletionSource().Task.WaitAsync));
        await using RemoteAuditTrail trail = Once(server);

        Assert.Contains("a line has more than 1048576 bytes", (await FailureOf(trail)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_stream_is_told()
    {
        await using var server = new LittleServer(Reply.Json(200, """{"items":[]}"""));
        await using RemoteAuditTrail trail = Once(server);

        Assert.Contains("its answer is application/json", (await FailureOf(trail)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_before_it_begins_is_told_as_for_a_query()
    {
        await using var server = new LittleServer(
            Reply.Problem(400, """{"errors":{"follow":["does not go with cursor"]}}"""), Reply.Problem(503, """{"type":"urn:metalog:store-unavailable"}"""));
        await using RemoteAuditTrail trail = Once(server);

        Assert.Throws<InvalidQueryException>(() => trail.FollowAsync(new FailedLoginQuery { MinRiskScore = 2 }, Cancel));
        await Assert.ThrowsAsync<InvalidQueryException>(() => Drain(trail.FollowAsync(new FailedLoginQuery(), Cancel)));
        await Assert.ThrowsAsync<StoreException>(() => Drain(trail.FollowAsync(new SystemEventQuery(), Cancel)));
        Assert.Equal(
            ["/api/v1/failed-logins?limit=100&follow=true", "/api/v1/system-events?limit=100&follow=true"], server.Asked.Select(asked => asked.Target));
    }

    [Fact]
    public async Task Waiting_for_the_next_event_has_no_end_though_a_try_has()
    {
        var more = new TaskCompletionSource();
        JumpingTime time = new(RequestTimeout);
        await using var server = new LittleServer(Chunks("", more.Task.WaitAsync));
        await using RemoteAuditTrail trail = Patient(server, time);
        await using IAsyncEnumerator<Recorded<AuditEvent>> items = trail.FollowAsync(new AuditEventQuery(), Cancel).GetAsyncEnumerator(Cancel);
        Assert.True(await items.MoveNextAsync());
        Assert.True(await items.MoveNextAsync());
        Task<bool> next = items.MoveNextAsync().AsTask();
        time.Advance(TimeSpan.FromHours(10));

        Assert.False(next.IsCompleted);
        more.SetResult();
        await Assert.ThrowsAsync<RemoteTrailException>(() => next);
    }

    static async Task<RemoteTrailException> FailureOf(RemoteAuditTrail trail) =>
        await Assert.ThrowsAsync<RemoteTrailException>(() => Drain(trail.FollowAsync(new AuditEventQuery(), Cancel)));

    static async Task Drain<T>(IAsyncEnumerable<Recorded<T>> items)
        where T : TrailEvent
    {
        await foreach (Recorded<T> item in items)
        {
            Assert.NotNull(item.Event);
        }
    }
}
