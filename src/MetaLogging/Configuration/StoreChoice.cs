namespace MetaLogging.Configuration;

/// <summary>Which of the stores that a trail could have it has, and which one answers: the rules, without the stores.</summary>
internal static class StoreChoice
{
    /// <summary>The name of the store that is there where no other one is asked for.</summary>
    public const string Embedded = "embedded";

    /// <summary>The setting that names the store that answers.</summary>
    public const string Answering = "MetaLogging:Queries:Store";

    /// <summary>Whether a store that was added follows the journal: the embedded one gives way to one that the settings ask for.</summary>
    public static bool IsFollowing(string name, bool isAnotherAskedFor, StoresOptions options) =>
        name != Embedded || !isAnotherAskedFor || options.Embedded;

    /// <summary>What is wrong with the store that is to answer; null where all is well.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="names">The stores that follow the journal.</param>
    public static ConfigurationIssue? FindIssue(MetaLoggingOptions options, IReadOnlyList<string> names) =>
        options.Queries.Store is not { Length: > 0 } wanted || names.Contains(wanted) ? null : new(
            Answering, IssueSeverity.Error,
            names.Count == 0 ? $"There is no store {wanted}: no store follows the journal." : $"There is no store {wanted}. There is: {string.Join(", ", names)}.",
            "Name one that there is, or leave it out for the first; MetaLogging:Stores:Embedded = true keeps the embedded store beside another.");

    /// <summary>The stores, the one that answers first.</summary>
    public static IReadOnlyList<T> AnsweringFirst<T>(IReadOnlyList<T> stores, Func<T, string> name, MetaLoggingOptions options) =>
        [.. stores.OrderByDescending(store => name(store) == options.Queries.Store)];
}
