using MetaLogging.Api.Own;

namespace MetaLogging.Api.Tests.Own;

public sealed class MinuteSumsTests
{
    readonly MinuteSums<string, Sum> _sums = new(3, "others");

    [Fact]
    public void The_first_of_a_kind_is_told_and_what_follows_is_summed()
    {
        Assert.True(Add("a"));
        Assert.False(Add("a"));
        Assert.False(Add("a"));
        Assert.True(Add("b"));
        Assert.Equal([("a", 2)], Taken());
    }

    [Fact]
    public void A_kind_that_goes_on_is_summed_in_the_next_minute_too_and_one_that_paused_is_told_at_once()
    {
        Add("a");
        Add("a");
        Assert.Equal([("a", 1)], Taken());
        Assert.False(Add("a"));
        Assert.Equal([("a", 1)], Taken());
        Assert.Empty(Taken());
        Assert.True(Add("a"));
    }

    [Fact]
    public void Kinds_beyond_those_told_apart_are_one_more_and_nothing_is_lost()
    {
        int told = Enumerable.Range(0, 1000).Count(i => Add($"kind {i}"));
        Assert.Equal(3, told);
        Assert.Equal([("others", 997)], Taken());
        told += Enumerable.Range(0, 1000).Count(i => Add($"kind {i}"));
        Assert.Equal(2000 - told, 997 + Assert.Single(Taken()).Count);
    }

    [Fact]
    public void A_first_one_that_is_forgotten_comes_first_again_and_a_sum_is_not_forgotten()
    {
        Add("a");
        _sums.Forget("a");
        Assert.True(Add("a"));
        Assert.False(Add("a"));
        _sums.Forget("a");
        _sums.Forget("never seen");
        Assert.Equal([("a", 1)], Taken());
    }

    [Fact]
    public async Task Nothing_is_lost_when_many_add_while_sums_are_taken()
    {
        int told = 0;
        int summed = 0;
        Task adding = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < 20_000; i++)
            {
                if (Add($"kind {i % 7}"))
                {
                    Interlocked.Increment(ref told);
                }
            }
        })));
        while (!adding.IsCompleted)
        {
            summed += Taken().Sum(sum => sum.Count);
        }

        await adding;
        summed += Taken().Sum(sum => sum.Count);
        Assert.Equal(80_000, told + summed);
    }

    bool Add(string kind) => _sums.IsFirst(kind, sum => sum.Count++);

    (string Kind, int Count)[] Taken() => [.. _sums.Take().Select(taken => (taken.Key, taken.Sum.Count))];

    sealed class Sum
    {
        public int Count { get; set; }
    }
}
