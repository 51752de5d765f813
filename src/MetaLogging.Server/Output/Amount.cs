namespace MetaLogging.Server.Output;

/// <summary>How far work is.</summary>
/// <param name="Title">What is being done.</param>
/// <param name="Done">How much is done.</param>
/// <param name="Total">How much there is; null when that is not known.</param>
/// <param name="Count">How many things that makes, for the rate.</param>
internal readonly record struct Amount(string Title, long Done, long? Total, long Count);
