using MetaLogging.InfluxDb.Http;
using MetaLogging.Stores;

namespace MetaLogging.InfluxDb.InfluxQl;

/// <summary>An error that stands inside an answer of 200.</summary>
internal static class InfluxQlFailure
{
    public static StoreException Of(string server, string text)
    {
        string words = ServerWords.Of(text) is { } harmless ? $" ({harmless})" : "";
        return text switch
        {
            _ when text.Contains("not authorized", StringComparison.Ordinal) || text.Contains("authorization failed", StringComparison.Ordinal) =>
                new StoreException($"{server} does not allow it{words}. Give the user the right to read and to write the database (docs/influxdb.md)."),
            _ when text.Contains("database not found", StringComparison.Ordinal) || text.Contains("retention policy not found", StringComparison.Ordinal) =>
                new MissingDatabaseException($"{server} has no such database or retention policy{words}. Make it, or let MetaLogging:InfluxDb:Create do it."),
            "invalid name" =>
                new StoreException($"{server} can't have a database or a retention policy of that name{words}: none with a / or a \\ in it, and not . or .. alone. Set INFLUXDB_DATABASE right."),
            _ when text.Contains("timeout", StringComparison.Ordinal) || text.Contains("killed", StringComparison.Ordinal)
                || text.Contains("limit", StringComparison.Ordinal) || text.Contains("shutdown", StringComparison.Ordinal) =>
                new StoreException($"{server} gave up on a question: one of its limits was reached{words}. Ask for a shorter range, or raise the limit in its configuration.") { IsTransient = true },
            _ => new StoreException($"{server} could not answer a question{words}. Its own log says why.") { IsTransient = true },
        };
    }
}
