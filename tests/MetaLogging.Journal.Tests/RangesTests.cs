using System.ComponentModel.DataAnnotations;

namespace MetaLogging.Journaling.Tests;

public sealed class RangesTests
{
    [Fact]
    public async Task Settings_are_checked_by_several_at_once_also_for_the_first_time()
    {
        Type type = typeof(int);
        for (int i = 0; i < 60; i++)
        {
            // A type of which nobody has asked for the attributes yet.
            type = typeof(Timed<>).MakeGenericType(type);
            object options = Activator.CreateInstance(type)!;
            using Barrier together = new(4);
            IReadOnlyList<ValidationResult>[] found = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    together.SignalAndWait();
                    return Ranges.Check(options);
                },
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
            Assert.All(found, one => Assert.Equal(["Patience"], Assert.Single(one).MemberNames));
        }
    }

    sealed class Timed<T>
    {
        public T? Other { get; set; }

        [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
        public TimeSpan Patience { get; set; } = TimeSpan.FromHours(1);
    }
}
