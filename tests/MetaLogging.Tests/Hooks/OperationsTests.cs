using CsCheck;
using MetaLogging.Hooks;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace MetaLogging.Tests.Hooks;

public sealed class OperationsTests : IDisposable
{
    readonly HookSet _hooks = new();
    readonly List<string> _told = [];
    readonly FakeTimeProvider _time = new();
    readonly Operations _operations;

    public OperationsTests() => _operations = new(_hooks, time: _time);

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _operations.Dispose();

    [Fact]
    public void Hooks_are_called_in_order_before_and_in_reverse_behind_and_each_exactly_once() =>
        Gen.Int[-3, 3].Array[0, 12].Sample(orders =>
        {
            HookSet hooks = new();
            List<string> told = [];
            for (int i = 0; i < orders.Length; i++)
            {
                hooks.Add(Tells($"{orders[i]}/{i:00}", told, "*", orders[i]));
            }

            using Operations operations = new(hooks);
            operations.RunAsync("order.ship", _ => { told.Add("work"); return Task.CompletedTask; }, Cancel).Wait(Cancel);
            string[] expected = [.. orders.Select((order, i) => (order, name: $"{order}/{i:00}")).OrderBy(hook => hook.order).Select(hook => hook.name)];
            Assert.Equal([.. expected.Select(name => $"before {name}"), "work", .. expected.Reverse().Select(name => $"after {name}")], told);
        });

    [Fact]
    public void Whichever_hooks_throw_the_others_are_called_and_the_operation_ends_as_without_them() =>
        Gen.Select(Gen.Bool.Array[1, 8], Gen.Bool).Sample((throwing, workFails) =>
        {
            HookSet hooks = new();
            List<string> told = [];
            for (int i = 0; i < throwing.Length; i++)
            {
                int which = i;
                Hook tells = Tells($"{i}", told, "order.*");
                hooks.Add(throwing[i] ? tells with { Before = Throw, After = Throw, Failed = Throw } : tells);

                ValueTask Throw(OperationContext context, CancellationToken token)
                {
                    told.Add($"throws {which}");
                    throw new InvalidOperationException("a bug of the hook");
                }
            }

            using Operations operations = new(hooks);
            Task<int> running = operations.RunAsync<int>("order.ship", _ => workFails ? throw new FormatException("the work") : Task.FromResult(42), Cancel);
            if (workFails)
            {
                Assert.IsType<FormatException>(Record.Exception(() => running.GetAwaiter().GetResult()));
            }
            else
            {
                Assert.Equal(42, running.GetAwaiter().GetResult());
            }

            Assert.Equal(2 * throwing.Length, told.Count);
            Assert.Equal(throwing.Count(one => one) * 2, told.Count(one => one.StartsWith("throws", StringComparison.Ordinal)));
        });

    [Theory]
    [InlineData("user.*", "user.create", true)]
    [InlineData("user.*", "user.team.add", true)]
    [InlineData("user.*", "users.create", false)]
    [InlineData("user.*", "user", false)]
    [InlineData("*.export", "document.export", true)]
    [InlineData("*", "anything", true)]
    [InlineData("order.ship", "order.ship", true)]
    [InlineData("order.ship", "ORDER.SHIP", false)]
    [InlineData("role.*, permission.*", "permission.grant", true)]
    public void A_pattern_is_a_name_or_has_stars_and_a_list_of_them_is_apart_by_commas(string pattern, string operation, bool matches) =>
        Assert.Equal(matches, HookSet.Matches(pattern, operation));

    [Fact]
    public async Task Failed_hooks_see_the_exception_and_the_caller_gets_it_as_it_was_thrown()
    {
        Exception? seen = null;
        _hooks.Add(Tells("h") with { Failed = (context, _) => { seen = context.Exception; return default; } });
        FormatException thrown = new("the work");
        Assert.Same(thrown, await Assert.ThrowsAsync<FormatException>(() => _operations.RunAsync("order.ship", _ => Task.FromException(thrown), Cancel)));
        Assert.Same(thrown, seen);
        Assert.Equal(["before h"], _told);
    }

    [Fact]
    public async Task Work_that_says_it_failed_without_throwing_runs_the_failed_hooks_and_returns()
    {
        _hooks.Add(Tells("h"));
        Assert.Equal("no", await _operations.RunAsync("auth.login", (context, _) => { context.Fail("invalid_password"); return Task.FromResult("no"); }, Cancel));
        Assert.Equal(["before h", "failed h"], _told);
    }

    [Fact]
    public async Task A_mandatory_hook_that_fails_before_keeps_the_work_from_beginning()
    {
        _hooks.Add(Tells("outer", order: -1));
        _hooks.Add(Tells("must") with { IsMandatory = true, Before = (_, _) => throw new InvalidOperationException("no paper") });
        HookFailedException failure = await Assert.ThrowsAsync<HookFailedException>(() => _operations.RunAsync("order.ship", Work, Cancel));
        Assert.Equal(("must", "order.ship", false), (failure.Hook, failure.Operation, failure.IsDone));
        Assert.Equal(["before outer", "failed must", "failed outer"], _told);
    }

    [Fact]
    public async Task A_mandatory_hook_that_fails_behind_fails_the_operation_and_says_that_the_work_is_done()
    {
        _hooks.Add(Tells("outer", order: -1));
        _hooks.Add(Tells("must") with { IsMandatory = true, After = (_, _) => throw new InvalidOperationException("no paper") });
        HookFailedException failure = await Assert.ThrowsAsync<HookFailedException>(() => _operations.RunAsync("order.ship", Work, Cancel));
        Assert.True(failure.IsDone);
        Assert.Contains("The work had been done", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["before outer", "before must", "work", "after outer"], _told);
    }

    [Fact]
    public async Task A_hook_that_hangs_is_given_up_after_its_time_and_the_operation_goes_on()
    {
        TaskCompletionSource called = new();
        _hooks.Add(Tells("h") with { Before = (_, _) => { called.SetResult(); return new(new TaskCompletionSource().Task); } });
        Task running = _operations.RunAsync("order.ship", Work, Cancel);
        await called.Task;
        _time.Advance(TimeSpan.FromSeconds(15));
        await running;
        Assert.Equal(["work", "after h"], _told);
    }

    [Fact]
    public async Task A_caller_that_cancels_before_the_work_keeps_it_from_beginning_and_the_failed_hooks_run()
    {
        using CancellationTokenSource cancelling = new();
        _hooks.Add(Tells("h") with { Before = async (_, token) => { await cancelling.CancelAsync(); await Task.Delay(Timeout.Infinite, token); } });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _operations.RunAsync("order.ship", Work, cancelling.Token));
        Assert.Equal(["failed h"], _told);
    }

    [Fact]
    public async Task What_was_done_is_told_whoever_still_waits()
    {
        using CancellationTokenSource cancelling = new();
        bool isCancelled = true;
        _hooks.Add(Tells("h") with { After = (_, token) => { isCancelled = token.IsCancellationRequested; return default; } });
        await _operations.RunAsync("order.ship", _ => cancelling.CancelAsync(), cancelling.Token);
        Assert.False(isCancelled);
    }

    [Fact]
    public async Task A_hook_that_runs_an_operation_it_listens_to_is_not_called_for_that_one()
    {
        _hooks.Add(Tells("other", pattern: "order.count"));
        _hooks.Add(Tells("h") with { Before = async (_, token) => { _told.Add("before h"); await _operations.RunAsync("order.count", _ => Task.CompletedTask, token); } });
        await _operations.RunAsync("order.ship", Work, Cancel);
        Assert.Equal(["before h", "before other", "after other", "work", "after h"], _told);
        _told.Clear();
        await _operations.RunAsync("order.count", _ => Task.CompletedTask, Cancel);
        Assert.Contains("before h", _told);
    }

    [Fact]
    public async Task A_hook_added_or_taken_away_meanwhile_changes_the_next_operation_and_not_the_running_one()
    {
        IDisposable added = _hooks.Add(Tells("a"));
        await _operations.RunAsync("order.ship", _ => { added.Dispose(); _hooks.Add(Tells("b")); return Task.CompletedTask; }, Cancel);
        Assert.Equal(["before a", "after a"], _told);
        _told.Clear();
        await _operations.RunAsync("order.ship", Work, Cancel);
        Assert.Equal(["before b", "work", "after b"], _told);
    }

    [Fact]
    public async Task Operations_side_by_side_do_not_see_each_other()
    {
        _hooks.Add(new() { Name = "h", Pattern = "*", After = (context, _) => context.ResourceId == (string?)context.Result ? default : throw new InvalidOperationException(), IsMandatory = true });
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => _operations.RunAsync<string>(
            "order.make",
            async (context, _) =>
            {
                await Task.Yield();
                context.ResourceId = $"{i}";
                return $"{i}";
            },
            Cancel)));
    }

    [Fact]
    public void Where_nobody_listens_nothing_is_allocated()
    {
        Func<CancellationToken, Task> work = _ => Task.CompletedTask;
        CancellationToken cancel = Cancel;
        _hooks.Add(Tells("h", pattern: "user.*"));
        for (int i = 0; i < 100; i++)
        {
            Assert.True(_operations.RunAsync("order.ship", work, cancel).IsCompletedSuccessfully);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            _ = _operations.RunAsync("order.ship", work, cancel);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 999);   // tiering may allocate once, a call never
    }

    [Fact]
    public void A_resource_type_that_is_not_given_is_the_name_without_its_last_word()
    {
        Assert.Equal("team.member", new OperationContext("team.member.add", null).ResourceType);
        Assert.Equal("ping", new OperationContext("ping", null).ResourceType);
        Assert.Equal("crew", new OperationContext(new Operation("team.member.add") { ResourceType = "crew" }, null).ResourceType);
    }

    Task Work(CancellationToken cancellationToken)
    {
        _told.Add("work");
        return Task.CompletedTask;
    }

    Hook Tells(string name, string pattern = "*", int order = 0) => Tells(name, _told, pattern, order);

    static Hook Tells(string name, List<string> told, string pattern = "*", int order = 0) => new()
    {
        Name = name,
        Pattern = pattern,
        Order = order,
        Before = (_, _) => Tell(told, $"before {name}"),
        After = (_, _) => Tell(told, $"after {name}"),
        Failed = (_, _) => Tell(told, $"failed {name}"),
    };

    static ValueTask Tell(List<string> told, string what)
    {
        told.Add(what);
        return default;
    }
}
