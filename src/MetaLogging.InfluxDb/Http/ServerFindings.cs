namespace MetaLogging.InfluxDb.Http;

/// <summary>What was found out about a server.</summary>
/// <param name="Version">Its version as it says it: <c>1.6.7</c>; empty: it does not say.</param>
/// <param name="Keep">How long it keeps points; null: for ever.</param>
internal sealed record ServerFindings(string Version, TimeSpan? Keep);
