namespace MetaLogging.Api.Problems;

/// <summary>The kinds of problems that a program may want to tell apart beyond their status.</summary>
internal static class ProblemTypes
{
    /// <summary>The store that answers queries is not well; recording goes on.</summary>
    public const string StoreUnavailable = "urn:metalog:store-unavailable";

    /// <summary>The journal can't be written now; nothing was kept.</summary>
    public const string JournalNotWritable = "urn:metalog:journal-not-writable";

    /// <summary>The file of the keys can't be written now.</summary>
    public const string KeysNotWritable = "urn:metalog:keys-not-writable";

    /// <summary>Whether it was kept is not known; sending it again with the same id is safe.</summary>
    public const string OutcomeUnknown = "urn:metalog:outcome-unknown";

    /// <summary>A bound is reached; nothing was kept.</summary>
    public const string Busy = "urn:metalog:busy";
}
