namespace MetaLogging.InfluxDb.Tests.Support;

/// <summary>Names and texts in statements of the tests.</summary>
internal static class Quoted
{
    public static string Identifier(string name) => $"\"{Escape(name).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    public static string Literal(string text) => $"'{Escape(text).Replace("'", "\\'", StringComparison.Ordinal)}'";

    static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal);
}
