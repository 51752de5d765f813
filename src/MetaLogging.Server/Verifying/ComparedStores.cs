using MetaLogging.Stores;

namespace MetaLogging.Server.Verifying;

/// <summary>The stores of a folder, compared with its journal, as far as they are files beside it.</summary>
internal sealed record ComparedStores
{
    /// <summary>Nobody asked for the stores.</summary>
    public static ComparedStores None { get; } = new();

    /// <summary>What came of comparing each.</summary>
    public IReadOnlyList<StoreComparison> Compared { get; init; } = [];

    /// <summary>The names of those on a server, which are not compared.</summary>
    public IReadOnlyList<string> NotCompared { get; init; } = [];

    /// <summary>Why one could not be looked at; null: all could.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether each that was compared is what the journal says.</summary>
    public bool IsSound => Compared.All(store => store.IsSound);
}
