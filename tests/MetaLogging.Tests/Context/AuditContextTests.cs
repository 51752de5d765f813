using System.Diagnostics;
using MetaLogging.Context;
using MetaLogging.Events;
using MetaLogging.Tests.Support;
using Xunit;

namespace MetaLogging.Tests.Context;

public sealed class AuditContextTests : IAsyncLifetime
{
    readonly DataFolder _folder = new();
    AuditTrail _trail = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static AuditScope Ann { get; } = new()
    {
        UserId = "ann",
        UserName = "Ann",
        IpAddress = "203.0.113.7",
        UserAgent = "curl/8",
        RequestId = "r1",
        TraceId = "t1",
        TenantId = "acme",
    };

    public async ValueTask InitializeAsync()
    {
        _trail = new AuditTrail(_folder.Options(), []);
        await _trail.StartAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _trail.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_an_event_leaves_out_is_filled_in_by_the_scope_and_what_it_says_stands()
    {
        using (_trail.Context.Begin(Ann))
        {
            AuditEvent filled = await RecordAsync(new AuditEvent { Action = "a", ResourceType = "r" });
            Assert.Equal(
                ("ann", "Ann", "203.0.113.7", "curl/8", "r1", "t1", "acme"),
                (filled.UserId, filled.UserName, filled.IpAddress, filled.UserAgent, filled.RequestId, filled.TraceId, filled.TenantId));
            AuditEvent said = await RecordAsync(new AuditEvent { Action = "a", ResourceType = "r", UserId = "bob", IpAddress = "::1", RequestId = "r9" });
            Assert.Equal(("bob", null, "::1", "r9", "t1"), (said.UserId, said.UserName, said.IpAddress, said.RequestId, said.TraceId));
            FailedLoginAttempt attempt = await RecordAsync(new FailedLoginAttempt { Username = "x", IpAddress = "", FailureReason = "f" });
            Assert.Equal(("203.0.113.7", "curl/8", "r1"), (attempt.IpAddress, attempt.UserAgent, attempt.RequestId));
            SystemEvent system = await RecordAsync(new SystemEvent { Level = EventLevel.Info, Component = "c", Message = "m" });
            Assert.Equal(("ann", "r1", "t1"), (system.UserId, system.RequestId, system.TraceId));
        }

        Assert.Null((await RecordAsync(new AuditEvent { Action = "a", ResourceType = "r" })).UserId);
    }

    [Fact]
    public async Task An_event_that_brings_its_id_is_recorded_as_it_is_so_that_it_can_be_sent_again_elsewhere()
    {
        Guid id = Guid.CreateVersion7();
        AuditEvent item = new() { Id = id, Action = "a", ResourceType = "r" };
        using (_trail.Context.Begin(Ann))
        {
            await _trail.RecordAsync(item, Cancel);
        }

        Assert.True((await _trail.RecordAsync(item, Cancel)).IsDuplicate);
    }

    [Fact]
    public async Task A_batch_is_filled_in_event_by_event()
    {
        Guid id = Guid.CreateVersion7();
        using (_trail.Context.Begin(Ann))
        {
            await _trail.RecordAsync([new AuditEvent { Id = id, Action = "a", ResourceType = "r" }, new AuditEvent { Action = "b", ResourceType = "r" }], cancellationToken: Cancel);
        }

        Assert.Null(((AuditEvent)(await _trail.FindAsync(id, cancellationToken: Cancel))[0].Event).UserId);
        Assert.Equal(2, _trail.NextSequence);
    }

    [Fact]
    public void Scopes_nest_and_end_where_they_began()
    {
        IAuditContext context = _trail.Context;
        Assert.Null(context.Current);
        using (context.Begin(Ann))
        {
            using (context.Begin(new AuditScope { UserId = "root", OnBehalfOf = "ann" }))
            {
                Assert.Equal(("root", null, "ann", "203.0.113.7"), (context.Current!.UserId, context.Current.UserName, context.Current.OnBehalfOf, context.Current.IpAddress));
            }

            Assert.Equal("ann", context.Current!.UserId);
        }

        Assert.Null(context.Current);
    }

    [Fact]
    public async Task Flows_side_by_side_have_scopes_of_their_own()
    {
        async Task<string?> ActAsync(int i)
        {
            using (_trail.Context.Begin(new AuditScope { UserId = $"u{i}" }))
            {
                await Task.Yield();
                return (await RecordAsync(new AuditEvent { Action = "a", ResourceType = "r" })).UserId;
            }
        }

        string?[] users = await Task.WhenAll(Enumerable.Range(0, 50).Select(ActAsync));
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"u{i}"), users);
    }

    [Fact]
    public async Task The_current_trace_is_recorded_where_nothing_else_is_said()
    {
        using Activity activity = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();
        Assert.Equal(activity.TraceId.ToHexString(), (await RecordAsync(new AuditEvent { Action = "a", ResourceType = "r" })).TraceId);
    }

    async Task<T> RecordAsync<T>(T item)
        where T : TrailEvent
    {
        Guid id = (await _trail.RecordAsync(item, Cancel)).Id;
        return (T)(await _trail.FindAsync(id, cancellationToken: Cancel))[0].Event;
    }
}
