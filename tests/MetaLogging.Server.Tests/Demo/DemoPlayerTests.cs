using MetaLogging.Configuration;
using MetaLogging.Events;
using MetaLogging.Server.Demo;
using MetaLogging.Server.Tests.Support;
using MetaLogging.Validation;

namespace MetaLogging.Server.Tests.Demo;

public sealed class DemoPlayerTests : IDisposable
{
    readonly PretendTrail _trail = new();
    readonly WatchedTime _time = new(Month.End);
    readonly List<string> _said = [];
    readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    public void Dispose() => _end.Dispose();

    [Fact]
    public async Task History_comes_in_batches_of_a_thousand_and_nothing_of_it_is_missing()
    {
        List<int> sizes = [];
        _trail.BeforeRecording = batch => sizes.Add(batch.Count);
        await PlayUntilLiveAsync();
        int batches = (Month.Events.Count + 999) / 1000;
        Assert.Equal(Enumerable.Repeat(1000, batches - 1), sizes.Take(batches - 1));
        Assert.Equal(Month.Events.Select(item => item.Id), _trail.Recordings.Take(Month.Events.Count).Select(item => item.Id));
    }

    [Fact]
    public async Task It_says_how_far_it_is()
    {
        await PlayUntilLiveAsync();
        Assert.Equal("The demo plays the last 30 days of an office of sixty.", _said[0]);
        Assert.StartsWith("The demo is at 2026-02-", _said[1], StringComparison.Ordinal);
        Assert.Contains($"The demo has played 30 days: {Month.Events.Count} events recorded, 0 were there.", _said);
        Assert.StartsWith("The demo goes on live", _said[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Live_an_event_is_recorded_alone_and_not_before_its_time()
    {
        Task play = PlayAsync();
        TimeSpan next = await WaitAsync();
        int history = _trail.Recordings.Count;
        _trail.BeforeRecording = batch => Assert.InRange(_time.GetUtcNow() - Assert.Single(batch).Timestamp!.Value, TimeSpan.Zero, TimeSpan.FromMilliseconds(1));
        for (int i = 0; i < 500; i++)
        {
            _time.Advance(next);
            next = await WaitAsync();
        }

        IEnumerable<TrailEvent> expected = new DemoTraffic(1).Live(Month.End, _time.GetUtcNow().AddTicks(1));
        Assert.Equal(expected.Select(item => item.Id), _trail.Recordings.Skip(history).Select(item => item.Id));
        await EndAsync(play);
    }

    [Fact]
    public async Task A_trail_that_fails_gets_the_same_batch_again_and_it_is_said_once()
    {
        int calls = 0;
        _trail.BeforeRecording = _ => Fail(++calls is 3 or 4 or 5);
        Task play = PlayAsync();
        foreach (int seconds in (int[])[1, 2, 4])
        {
            Assert.Equal(TimeSpan.FromSeconds(seconds), await WaitAsync());
            Assert.Equal(2000, _trail.Recordings.Count);
            _time.Advance(TimeSpan.FromSeconds(seconds));
        }

        await WaitAsync();
        Assert.Equal(Month.Events.Select(item => item.Id), _trail.Recordings.Take(Month.Events.Count).Select(item => item.Id));
        Assert.Single(_said, "The demo could not record and tries again: The disk is away.");
        Assert.Single(_said, "The demo can record again and goes on.");
        await EndAsync(play);
    }

    [Fact]
    public async Task Live_too_it_goes_on_after_a_failure_and_nothing_is_missing()
    {
        Task play = PlayAsync();
        TimeSpan next = await WaitAsync();
        int history = _trail.Recordings.Count;
        bool isAway = true;
        _trail.BeforeRecording = _ => Fail(isAway);
        for (int i = 0; i < 9; i++)
        {
            _time.Advance(next);
            next = await WaitAsync();
        }

        Assert.Equal(TimeSpan.FromSeconds(30), next);
        Assert.Equal(history, _trail.Recordings.Count);
        isAway = false;
        _time.Advance(next);
        await WaitAsync();
        IEnumerable<TrailEvent> due = new DemoTraffic(1).Live(Month.End, _time.GetUtcNow().AddTicks(1));
        Assert.Equal(due.Select(item => item.Id), _trail.Recordings.Skip(history).Select(item => item.Id));
        await EndAsync(play);
    }

    [Fact]
    public async Task An_event_that_the_trail_refuses_is_said_and_left_out()
    {
        Task play = PlayAsync();
        await WaitAsync();
        int history = _trail.Recordings.Count;
        TrailEvent[] live = [.. new DemoTraffic(1).Live(Month.End, Month.End.AddMinutes(2))];
        _trail.BeforeRecording = batch =>
        {
            if (batch[0].Id == live[0].Id)
            {
                throw new InvalidEventException([new EventProblem("timestamp", "is more than five minutes in the future")]);
            }
        };
        _time.Advance(live[1].Timestamp!.Value - Month.End + TimeSpan.FromMilliseconds(1));
        await WaitAsync();
        Assert.Equal(live[1].Id, _trail.Recordings[history].Id);
        Assert.Contains(_said, text => text.StartsWith("The trail refused an event of the demo", StringComparison.Ordinal));
        await EndAsync(play);
    }

    [Fact]
    public async Task A_computer_that_slept_does_not_send_what_it_slept_through()
    {
        Task play = PlayAsync();
        await WaitAsync();
        int before = _trail.Recordings.Count;
        _time.Advance(TimeSpan.FromHours(9));
        _time.Advance(await WaitAsync());
        await WaitAsync();
        Assert.Contains(_said, text => text.StartsWith("The demo is 540 minutes late", StringComparison.Ordinal));
        Assert.All(_trail.Recordings.Skip(before + 1), item => Assert.True(item.Timestamp > _time.GetUtcNow().AddMinutes(-1)));
        Assert.InRange(_trail.Recordings.Count - before, 2, 20);
        await EndAsync(play);
    }

    [Fact]
    public async Task It_ends_when_it_is_cancelled_while_the_trail_fails()
    {
        _trail.BeforeRecording = _ => Fail(true);
        Task play = PlayAsync();
        await WaitAsync();
        await EndAsync(play);
    }

    [Fact]
    public async Task Played_again_into_a_real_trail_the_same_history_adds_nothing()
    {
        string folder = Directory.CreateTempSubdirectory("metalog-").FullName;
        try
        {
            MetaLoggingOptions options = new() { DataDirectory = folder, ApplicationName = "demo" };
            await using (AuditTrail trail = new(options, [], _time))
            {
                await trail.StartAsync(_end.Token);
                await PlayUntilLiveAsync(trail);
                long played = trail.NextSequence;
                await PlayUntilLiveAsync(trail);
                Assert.Equal(played, trail.NextSequence);
            }

            Assert.Contains($"The demo has played 30 days: {Month.Events.Count} events recorded, 0 were there.", _said);
            Assert.Contains($"The demo has played 30 days: 0 events recorded, {Month.Events.Count} were there.", _said);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static void Fail(bool isFailing)
    {
        if (isFailing)
        {
            throw new IOException("The disk is away.");
        }
    }

    /// <summary>How long the player waits now, when it waits.</summary>
    async Task<TimeSpan> WaitAsync() => await _time.Waits.ReadAsync(_end.Token);

    Task PlayAsync() => new DemoPlayer(_trail, new DemoTraffic(1), _time, _said.Add).PlayAsync(_end.Token);

    async Task EndAsync(Task play)
    {
        await _end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => play);
    }

    async Task PlayUntilLiveAsync(IAuditTrail? trail = null)
    {
        using CancellationTokenSource live = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        DemoPlayer player = new(trail ?? _trail, new DemoTraffic(1), _time, text =>
        {
            _said.Add(text);
            if (text.StartsWith("The demo goes on live", StringComparison.Ordinal))
            {
                live.Cancel();
            }
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => player.PlayAsync(live.Token));
    }
}
