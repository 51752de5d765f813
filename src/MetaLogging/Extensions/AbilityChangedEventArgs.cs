namespace MetaLogging.Extensions;

/// <summary>An ability came or went.</summary>
/// <param name="ability">The ability as it is now.</param>
public sealed class AbilityChangedEventArgs(Ability ability) : EventArgs
{
    /// <summary>The ability as it is now.</summary>
    public Ability Ability => ability;
}
