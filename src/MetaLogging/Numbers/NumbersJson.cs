using System.Text.Encodings.Web;
using System.Text.Json;

namespace MetaLogging.Numbers;

/// <summary>How the JSON of the numbers is spelled.</summary>
internal static class NumbersJson
{
    /// <summary>Text as it is, as in items; the names of members are ours and each stands once.</summary>
    public static readonly JsonWriterOptions Spelling = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
