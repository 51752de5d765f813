using MetaLogging.Api.Configuration;
using MetaLogging.Api.Events;
using MetaLogging.Api.Problems;
using Microsoft.Extensions.Options;

namespace MetaLogging.Api.Tests.Events;

public sealed class MemoryBudgetTests
{
    const long Whole = 64L << 20;

    readonly MemoryBudget _budget = new(Options.Create(new ApiOptions { BatchMemory = Whole }));

    [Fact]
    public void All_of_it_can_be_taken_and_nothing_more_until_some_is_given_back()
    {
        Assert.True(_budget.TryTake(Whole - 1));
        Assert.False(_budget.TryTake(2));
        Assert.True(_budget.TryTake(1));
        Assert.False(_budget.TryTake(1));
        _budget.Return(Whole);
        Assert.True(_budget.TryTake(Whole));
    }

    [Fact]
    public void Many_at_once_never_take_more_than_there_is()
    {
        int taken = 0;
        Parallel.For(0, 1000, _ =>
        {
            if (_budget.TryTake(1 << 20))
            {
                Interlocked.Increment(ref taken);
            }
        });
        Assert.Equal(64, taken);
    }

    [Fact]
    public void A_share_covers_twice_the_entries_and_gives_all_of_it_back()
    {
        using (MemoryShare share = new(_budget))
        {
            share.Cover(0);
            share.Cover(20 << 20);
            share.Cover(1 << 20);
            Assert.False(_budget.TryTake(Whole - (40 << 20)));
            ProblemException refused = Assert.Throws<ProblemException>(() => share.Cover(32 << 20));
            Assert.Equal((503, 1), (refused.Problem.Status, refused.Problem.RetryAfter));
        }

        Assert.True(_budget.TryTake(Whole));
    }
}
