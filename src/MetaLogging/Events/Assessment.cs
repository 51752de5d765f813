namespace MetaLogging.Events;

/// <summary>What enrichment found about an event, kept apart from what the caller said.</summary>
/// <param name="Risk">The assessed risk, 0 to 1; null where it was not assessed.</param>
/// <param name="Country">The country of the address, ISO 3166-1 alpha-2; null where it is not known.</param>
/// <param name="Block">Whether the attempt should be blocked; null where it was not assessed.</param>
/// <param name="Reasons">The reasons, in words; empty where there are none or where they were erased.</param>
public sealed record Assessment(double? Risk, string? Country, bool? Block, IReadOnlyList<string> Reasons)
{
    /// <summary>Nothing was found.</summary>
    public static Assessment None { get; } = new(null, null, null, []);
}
