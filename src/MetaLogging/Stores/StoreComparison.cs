namespace MetaLogging.Stores;

/// <summary>What came of comparing a store with the journal.</summary>
internal sealed record StoreComparison
{
    /// <summary>The store's name in settings.</summary>
    public required string Name { get; init; }

    /// <summary>The store's name in sentences.</summary>
    public required string Title { get; init; }

    /// <summary>Whether there is a store; false: nothing was built yet, and there is nothing to compare.</summary>
    public bool IsBuilt { get; init; } = true;

    /// <summary>The sequence that the store wants next: entries before it should be there; −1 where that can't be read.</summary>
    public long Position { get; init; } = -1;

    /// <summary>How many rows were compared, field by field.</summary>
    public long Rows { get; init; }

    /// <summary>How many entries the journal has at or behind the position: they are not yet there, which is no difference.</summary>
    public long NotYetThere { get; init; }

    /// <summary>Rows with text that is erased in the journal, by orders that the store has not come to. That text can't be compared.</summary>
    public long NotYetErased { get; init; }

    /// <summary>Rows of dropped entries, by orders that the store has not come to.</summary>
    public long NotYetDropped { get; init; }

    /// <summary>What the store set aside, oldest first: these sequences have no rows.</summary>
    public IReadOnlyList<SetAside> SetAside { get; init; } = [];

    /// <summary>The differences, those without a sequence first, then by sequence; at most <see cref="DifferenceList.Most"/>.</summary>
    public required IReadOnlyList<StoreDifference> Differences { get; init; }

    /// <summary>How many differences there are.</summary>
    public required long DifferenceCount { get; init; }

    /// <summary>Whether the store is what the journal says.</summary>
    public bool IsSound => DifferenceCount == 0;
}
