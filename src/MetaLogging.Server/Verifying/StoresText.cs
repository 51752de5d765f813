using MetaLogging.Server.Output;
using MetaLogging.Stores;

namespace MetaLogging.Server.Verifying;

/// <summary>What comparing the stores found, in words.</summary>
internal static class StoresText
{
    const int MostShown = 100;

    /// <summary>The first line where the journal is whole and a store is not what it says; null where all stores are.</summary>
    public static string? Verdict(IReadOnlyList<StoreComparison> stores)
    {
        StoreComparison? wrong = stores.FirstOrDefault(store => !store.IsSound);
        return wrong is null ? null
            : wrong.Differences.FirstOrDefault(difference => difference.Sequence is not null) is { } first
            ? Visible($"Damaged: the journal is whole, and {wrong.Name} is not what it says; sequence {first.Sequence} is the first that differs.")
            : Visible($"Damaged: the journal is whole, and {wrong.Name} is not what it says.");
    }

    public static void Write(ComparedStores stores, DataOutput output)
    {
        foreach (StoreComparison store in stores.Compared)
        {
            VerificationText.Member(output, $"store {store.Name}", Found(store));
            if (store.SetAside.Count > 0)
            {
                long aside = store.SetAside.Sum(range => range.EndSequence - range.FirstSequence);
                VerificationText.Member(output, "", Visible($"{aside:N0} entries are set aside and have no rows; metalog doctor names them"));
            }

            if (store.NotYetErased + store.NotYetDropped > 0)
            {
                VerificationText.Member(output, "", Visible(
                    $"{store.NotYetErased:N0} rows are yet to be erased and {store.NotYetDropped:N0} to be dropped, by orders that it has not come to"));
            }
        }

        foreach (string name in stores.NotCompared)
        {
            VerificationText.Member(output, $"store {name}", $"not compared: it is on a server, and files are verified here; metalog rebuild --store {name} builds it anew from the journal");
        }

        foreach (StoreComparison store in stores.Compared.Where(store => !store.IsSound))
        {
            output.WriteLine();
            output.WriteLine($"Differences of the store {store.Name}:");
            foreach (StoreDifference difference in store.Differences.Take(MostShown))
            {
                output.WriteLine($"  {VisibleText.Of(Sentence(difference))}");
            }

            if (store.DifferenceCount > MostShown)
            {
                output.WriteLine(Visible($"  and {store.DifferenceCount - MostShown:N0} more"));
            }

            output.WriteLine($"  metalog rebuild --store {store.Name} builds it anew from the journal.");
        }
    }

    static string Found(StoreComparison store) =>
        !store.IsBuilt ? "not built yet"
        : store.Position < 0 ? "it can't be compared"
        : Visible($"{store.Rows:N0} rows compared, field by field; {Differences(store)}; {store.NotYetThere:N0} entries are not yet there");

    static string Differences(StoreComparison store) =>
        store.IsSound ? "all are as recorded" : Visible($"{store.DifferenceCount:N0} {(store.DifferenceCount == 1 ? "difference" : "differences")}");

    static string Sentence(StoreDifference difference)
    {
        string place = difference switch
        {
            { Table: { } table, Column: { } column } => $"{table}.{column}",
            { Table: { } table } => table,
            _ => "the file",
        };
        return difference.Sequence is { } sequence
            ? FormattableString.Invariant($"sequence {sequence}, {place}: {difference.Reason}")
            : $"{place}: {difference.Reason}";
    }

    static string Visible(FormattableString sentence) => VisibleText.Of(FormattableString.Invariant(sentence));
}
