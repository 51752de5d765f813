using MetaLogging.Remote;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace MetaLogging.Tests.Remote;

public sealed class RetryScheduleTests
{
    readonly FakeTimeProvider _time = new();

    [Fact]
    public void Waits_double_up_to_five_seconds_and_end_in_time()
    {
        var schedule = new RetrySchedule(TimeSpan.FromSeconds(30), _time);
        DateTimeOffset start = _time.GetUtcNow();
        double longest = 0.2;
        int tries = 0;
        while (schedule.TryNext(null, out TimeSpan wait))
        {
            Assert.InRange(wait.TotalSeconds, longest / 2, longest);
            longest = Math.Min(longest * 2, 5);
            _time.Advance(wait);
            tries++;
        }

        Assert.InRange(tries, 8, 16);
        Assert.InRange((_time.GetUtcNow() - start).TotalSeconds, 25, 30);
    }

    [Fact]
    public void A_server_that_asks_for_more_gets_it()
    {
        var schedule = new RetrySchedule(TimeSpan.FromSeconds(30), _time);

        Assert.True(schedule.TryNext(TimeSpan.FromSeconds(12), out TimeSpan wait));
        Assert.Equal(12, wait.TotalSeconds);
    }

    [Fact]
    public void A_server_that_asks_for_less_gets_the_ordinary_wait()
    {
        Assert.True(new RetrySchedule(TimeSpan.FromSeconds(30), _time).TryNext(TimeSpan.FromSeconds(-5), out TimeSpan wait));
        Assert.InRange(wait.TotalSeconds, 0.1, 0.2);
    }

    [Fact]
    public void Nobody_waits_for_longer_than_there_is_time() =>
        Assert.False(new RetrySchedule(TimeSpan.FromSeconds(30), _time).TryNext(TimeSpan.FromSeconds(31), out _));

    [Fact]
    public void Without_time_there_is_no_other_try() => Assert.False(new RetrySchedule(TimeSpan.Zero, _time).TryNext(null, out _));
}
