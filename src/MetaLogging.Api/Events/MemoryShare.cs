using MetaLogging.Api.Problems;

namespace MetaLogging.Api.Events;

/// <summary>What one batch has of the budget; it is taken in steps as the batch grows.</summary>
internal sealed class MemoryShare(MemoryBudget budget) : IDisposable
{
    /// <summary>The reading buffer and what else a batch of any size takes.</summary>
    const long Least = 512 << 10;

    const long Step = 1 << 20;
    long _taken;

    /// <summary>Makes sure that the share covers so many bytes of entries, twice: a growing buffer is copied.</summary>
    /// <exception cref="ProblemException">There is not as much.</exception>
    public void Cover(long entries)
    {
        long wanted = Least + (2 * entries);
        if (wanted <= _taken)
        {
            return;
        }

        long more = Math.Max(wanted - _taken, _taken == 0 ? 0 : Step);
        if (!budget.TryTake(more))
        {
            throw new ProblemException(Refusals.Busy("The memory for arriving batches (MetaLogging:Api:BatchMemory) is used up."));
        }

        _taken += more;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        budget.Return(_taken);
        _taken = 0;
    }
}
