namespace MetaLogging.Server.Demo.Offices;

/// <summary>Where an office is. Its clock keeps the standard time the whole year.</summary>
/// <param name="Offset">How far its clock is ahead of UTC.</param>
/// <param name="Country">As in ISO 3166-1 alpha-2.</param>
/// <param name="Network">The second number of its addresses, which are 10.<i>network</i>.0.0/16.</param>
internal sealed record Place(TimeSpan Offset, string Country, int Network)
{
    public static Place Toronto { get; } = new(TimeSpan.FromHours(-5), "CA", 30);

    public static Place Lisbon { get; } = new(TimeSpan.Zero, "PT", 10);

    public static Place Berlin { get; } = new(TimeSpan.FromHours(1), "DE", 20);

    public static Place Pune { get; } = new(TimeSpan.FromHours(5.5), "IN", 40);
}
