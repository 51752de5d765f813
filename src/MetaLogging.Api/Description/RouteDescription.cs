namespace MetaLogging.Api.Description;

/// <summary>What a route does, for the OpenAPI document.</summary>
/// <param name="Group">The heading it stands under.</param>
/// <param name="Summary">What it does, in a line.</param>
internal sealed record RouteDescription(string Group, string Summary)
{
    /// <summary>More about it.</summary>
    public string? Words { get; init; }

    /// <summary>Its parameters.</summary>
    public IReadOnlyList<ParameterDescription> Parameters { get; init; } = [];

    /// <summary>The schema of its body by media type; empty: it has none.</summary>
    public IReadOnlyList<(string MediaType, string Schema)> Body { get; init; } = [];

    /// <summary>Its answers where all is well: status, words, media type and schema.</summary>
    public required IReadOnlyList<(int Status, string Words, string MediaType, string? Schema)> Answers { get; init; }
}
