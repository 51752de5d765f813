using System.ComponentModel.DataAnnotations;

namespace MetaLogging.Journaling.Tests;

public sealed class RangesTests
{
    [Fact]
    public async Task Settings_are_checked_one_at_a_time_because_the_limits_of_a_range_are_converted_by_whoever_asks_first()
    {
        const int Threads = 4;
        using Barrier together = new(Threads);
        Watched options = new();
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Factory.StartNew(
            () =>
            {
                together.SignalAndWait();
                for (int i = 0; i < 50; i++)
                {
                    Assert.Equal(["Patience"], Assert.Single(Ranges.Check(options)).MemberNames);
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        Assert.Equal(1, AloneAttribute.MostAtOnce);
    }

    sealed class Watched
    {
        [Alone]
        [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
        public TimeSpan Patience { get; set; } = TimeSpan.FromHours(1);
    }

    /// <summary>Finds nothing wrong, and takes a while for it, in which others may come.</summary>
    [AttributeUsage(AttributeTargets.Property)]
    sealed class AloneAttribute : ValidationAttribute
    {
        static int _inside;

        public static int MostAtOnce { get; private set; }

        public override bool IsValid(object? value)
        {
            MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _inside));
            Thread.Sleep(1);
            Interlocked.Decrement(ref _inside);
            return true;
        }
    }
}
