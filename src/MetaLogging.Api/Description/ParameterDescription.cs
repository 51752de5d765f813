using Microsoft.OpenApi;

namespace MetaLogging.Api.Description;

/// <summary>A parameter, for the OpenAPI document.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Words">What it says.</param>
/// <param name="Schema">What it may be.</param>
/// <param name="IsMany">Whether it may be given again, which means "or".</param>
internal sealed record ParameterDescription(string Name, string Words, OpenApiSchema Schema, bool IsMany = false)
{
    /// <summary>Whether it is part of the path.</summary>
    public bool IsInPath { get; init; }

    public static ParameterDescription Texts(string name, string words) => new(name, words, new() { Type = JsonSchemaType.String, MaxLength = 1024 }, IsMany: true);

    public static ParameterDescription Text(string name, string words) => new(name, words, new() { Type = JsonSchemaType.String, MaxLength = 1024 });

    public static ParameterDescription Flag(string name, string words) => new(name, words, new() { Type = JsonSchemaType.Boolean });

    public static ParameterDescription Time(string name, string words) => new(name, words, new() { Type = JsonSchemaType.String, Format = "date-time" });

    public static ParameterDescription Word(string name, string words, params string[] values) => new(
        name, words, new() { Type = JsonSchemaType.String, Enum = [.. values.Select(value => (System.Text.Json.Nodes.JsonNode)value!)] });

    public static ParameterDescription Whole(string name, string words, int least, int most) => new(
        name, words, new()
        {
            Type = JsonSchemaType.Integer,
            Minimum = least.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Maximum = most.ToString(System.Globalization.CultureInfo.InvariantCulture),
        });

    public static ParameterDescription Number(string name, string words) => new(name, words, new() { Type = JsonSchemaType.Number });

    public static ParameterDescription Path(string name, string words, string? format = null) =>
        new(name, words, new() { Type = JsonSchemaType.String, Format = format }) { IsInPath = true };
}
