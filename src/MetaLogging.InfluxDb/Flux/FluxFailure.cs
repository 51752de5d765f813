using MetaLogging.InfluxDb.Http;
using MetaLogging.Stores;

namespace MetaLogging.InfluxDb.Flux;

/// <summary>An error that stands inside an answer of 200: the query went wrong while it was being answered.</summary>
internal static class FluxFailure
{
    public static StoreException Of(string server, string text)
    {
        string words = ServerWords.Of(text) is { } harmless ? $" ({harmless})" : "";
        return text switch
        {
            _ when text.Contains("could not find bucket", StringComparison.Ordinal) =>
                new($"{server} has no such bucket{words}. Make it, or let MetaLogging:InfluxDb:Create do it."),
            _ when text.Contains("unauthorized", StringComparison.Ordinal) || text.Contains("insufficient permissions", StringComparison.Ordinal) =>
                new($"{server} does not allow it{words}. Give the token the right to read and to write the bucket (docs/influxdb.md)."),
            _ when text.Contains("memory allocation limit", StringComparison.Ordinal) || text.Contains("timeout", StringComparison.Ordinal)
                || text.Contains("canceled", StringComparison.Ordinal) || text.Contains("deadline", StringComparison.Ordinal) =>
                new($"{server} gave up on a question: one of its limits was reached{words}. Ask for a shorter range, or raise the limit in its configuration.") { IsTransient = true },
            _ => new($"{server} could not answer a question{words}. Its own log says why.") { IsTransient = true },
        };
    }
}
