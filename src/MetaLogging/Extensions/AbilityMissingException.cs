namespace MetaLogging.Extensions;

/// <summary>An ability that was asked for is not there.</summary>
/// <param name="ability">Its name.</param>
/// <param name="reason">Why, in words.</param>
public sealed class AbilityMissingException(string ability, string reason) : InvalidOperationException($"The ability {ability} is not there: {reason}")
{
    /// <summary>Its name.</summary>
    public string Ability => ability;

    /// <summary>Why, in words.</summary>
    public string Reason => reason;
}
