using System.Text.Json;

namespace MetaLogging.InfluxDb.Http;

/// <summary>The body of an error: <c>{"error":"…"}</c> of 1.x, <c>{"code":"…","message":"…"}</c> of 2.x, or anything.</summary>
/// <param name="Code">The code of 2.x; null: there is none.</param>
/// <param name="Text">The text as the server wrote it, which may hold values of events; empty: there is none.</param>
internal sealed record ErrorBody(string? Code, string Text)
{
    public static ErrorBody Parse(ReadOnlySpan<byte> body)
    {
        try
        {
            Utf8JsonReader reader = new(body);
            using JsonDocument json = JsonDocument.ParseValue(ref reader);
            return json.RootElement.ValueKind == JsonValueKind.Object
                ? new(Member(json.RootElement, "code"), Member(json.RootElement, "error") ?? Member(json.RootElement, "message") ?? "")
                : new(null, "");
        }
        catch (JsonException)
        {
            return new(null, "");
        }
    }

    static string? Member(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
