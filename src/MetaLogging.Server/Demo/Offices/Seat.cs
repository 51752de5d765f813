namespace MetaLogging.Server.Demo.Offices;

/// <summary>Where somebody's requests come from.</summary>
internal sealed record Seat(string Address, string UserAgent);
