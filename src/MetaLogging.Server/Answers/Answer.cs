using MetaLogging.Events;
using MetaLogging.Server.Output;

namespace MetaLogging.Server.Answers;

/// <summary>The formats of answers.</summary>
internal static class Answer
{
    /// <summary>The formats' names; the first one is the default.</summary>
    public static readonly string[] Formats = ["table", "json", "ndjson", "csv"];

    /// <summary>Begins an answer.</summary>
    public static IAnswer<T> Begin<T>(string format, DataOutput output, Columns<T> columns)
        where T : TrailEvent => format switch
        {
            "json" => new JsonAnswer<T>(output),
            "ndjson" => new NdjsonAnswer<T>(output),
            "csv" => new CsvAnswer<T>(output, columns.All),
            _ => new TableAnswer<T>(output, columns.Chosen),
        };
}
