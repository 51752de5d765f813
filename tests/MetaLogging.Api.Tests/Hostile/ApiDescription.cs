using System.Text.Json.Nodes;

namespace MetaLogging.Api.Tests.Hostile;

/// <summary>What the server says of itself in its OpenAPI document, as far as a hostile caller wants to know.</summary>
internal sealed class ApiDescription(JsonObject document)
{
    /// <summary>All operations.</summary>
    public IReadOnlyList<Operation> Operations { get; } =
    [
        .. from path in document["paths"]!.AsObject()
           from verb in path.Value!.AsObject()
           select Read(path.Key, verb.Key, verb.Value!.AsObject()),
    ];

    /// <summary>The schema of a name, or of a reference to it.</summary>
    public JsonObject Schema(JsonObject schema) => schema["$ref"]?.GetValue<string>() is { } reference
        ? document["components"]!["schemas"]![reference.Split('/')[^1]]!.AsObject()
        : schema;

    static Operation Read(string path, string verb, JsonObject operation)
    {
        JsonObject[] parameters = [.. (operation["parameters"]?.AsArray() ?? []).Select(one => one!.AsObject())];
        return new(
            verb.ToUpperInvariant(),
            path,
            [.. parameters.Where(one => one["in"]!.GetValue<string>() == "query").Select(one => new Parameter(one["name"]!.GetValue<string>(), one["schema"]!.AsObject()))],
            [.. (operation["requestBody"]?["content"]?.AsObject() ?? []).Select(body => new Body(body.Key, body.Value!["schema"]!.AsObject()))]);
    }

    internal sealed record Operation(string Verb, string Path, IReadOnlyList<Parameter> Parameters, IReadOnlyList<Body> Bodies);

    internal sealed record Parameter(string Name, JsonObject Schema);

    internal sealed record Body(string MediaType, JsonObject Schema);
}
