namespace MetaLogging.InfluxDb.Http;

/// <summary>What became of a write.</summary>
/// <param name="Outcome">The class of the answer.</param>
/// <param name="Words">What happened, in words that hold no value of an event; empty when all is stored.</param>
internal sealed record WriteAnswer(WriteOutcome Outcome, string Words)
{
    public static readonly WriteAnswer Stored = new(WriteOutcome.Stored, "");

    /// <summary>How long the server asks to be left alone; null: it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>How many points the server says it dropped; null: it does not say.</summary>
    public long? Dropped { get; init; }

    /// <summary>Whether the write may still be carried out though it failed: it was sent, and no answer came.</summary>
    public bool IsUnknown { get; init; }
}
