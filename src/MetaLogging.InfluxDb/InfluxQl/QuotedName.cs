namespace MetaLogging.InfluxDb.InfluxQl;

/// <summary>An identifier of InfluxQL in its quotation marks.</summary>
/// <remarks>github.com/influxdata/influxql, scanner.go: ScanString.</remarks>
internal static class QuotedName
{
    public static string Of(string name) => $"\"{name.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", @"\n", StringComparison.Ordinal)}\"";
}
