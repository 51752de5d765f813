using MetaLogging.Server.Tests.Support;

namespace MetaLogging.Server.Tests.Trails;

public sealed class CatchingUpTests : IDisposable
{
    readonly Shell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task A_question_waits_for_the_store()
    {
        TaskCompletionSource caughtUp = new();
        _shell.Trail.CaughtUp = caughtUp.Task;
        Task<int> query = _shell.RunAsync("query", "system-events");
        Assert.Empty(_shell.Trail.Queries);
        caughtUp.SetResult();
        Assert.Equal(0, await query);
        Assert.Single(_shell.Trail.Queries);
    }

    [Fact]
    public async Task A_store_that_is_not_well_is_left_to_the_question()
    {
        _shell.Trail.CaughtUp = Task.FromException(new Stores.StoreException("Ill."));
        Assert.Equal(0, await _shell.RunAsync("summary"));
    }

    [Fact]
    public async Task A_store_that_falls_ill_and_takes_nothing_any_more_is_not_waited_for()
    {
        _shell.Trail.CaughtUp = new TaskCompletionSource().Task;
        Task<int> query = _shell.RunAsync("query", "system-events");
        _shell.Trail.StoreProblem = "Ill.";
        while (!query.IsCompleted)
        {
            _shell.Time.Advance(TimeSpan.FromMilliseconds(200));
            await Task.Yield();
        }

        Assert.Equal(0, await query);
        Assert.Single(_shell.Trail.Queries);
    }

    [Fact]
    public async Task Waiting_can_be_interrupted()
    {
        _shell.Trail.CaughtUp = new TaskCompletionSource().Task;
        using CancellationTokenSource interrupt = new();
        Task<int> query = _shell.RunUntilAsync(interrupt.Token, "query", "system-events", "--data", _shell.Data);
        await interrupt.CancelAsync();
        Assert.Equal(130, await query);
        Assert.True(_shell.Trail.IsDisposed);
    }

    [Fact]
    public async Task A_doctor_gives_a_store_a_moment_and_says_how_far_it_is()
    {
        _shell.Trail.CaughtUp = new TaskCompletionSource().Task;
        Task<int> doctor = _shell.RunAsync("doctor");
        _shell.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(0, await doctor);
        Assert.Contains("2 behind", _shell.Output, StringComparison.Ordinal);
    }
}
