using System.Text.Json.Nodes;

namespace MetaLogging.Api.Tests.Support;

/// <summary>What the server answered.</summary>
internal sealed record Answer(int Status, string Text, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>Its body as it came.</summary>
    public byte[] Body { get; init; } = [];

    public JsonObject Json => JsonNode.Parse(Text)!.AsObject();

    /// <summary>The items of a page.</summary>
    public IReadOnlyList<JsonObject> Items => [.. Json["items"]!.AsArray().Select(item => item!.AsObject())];

    /// <summary>The items of a stream.</summary>
    public IReadOnlyList<JsonObject> Lines =>
        [.. Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject())];

    /// <summary>The value of a header; empty where it is not there.</summary>
    public string Header(string name) => Headers.GetValueOrDefault(name, "");

    /// <summary>It is of this status.</summary>
    public Answer Is(int status)
    {
        Assert.True(Status == status, $"{status} was expected, and the answer is {Status}: {Text}");
        return this;
    }

    /// <summary>It is a problem of this status that names these fields, and no others if any.</summary>
    public Answer IsProblem(int status, params string[] fields)
    {
        Is(status);
        Assert.Equal("application/problem+json", Header("Content-Type"));
        Assert.Equal(status, Json["status"]!.GetValue<int>());
        Assert.NotEmpty(Json["title"]!.GetValue<string>());
        Assert.NotEmpty(Json["detail"]!.GetValue<string>());
        if (fields.Length > 0)
        {
            Assert.Equal(fields.Order(StringComparer.Ordinal), Json["errors"]!.AsObject().Select(error => error.Key).Order(StringComparer.Ordinal));
        }

        return this;
    }
}
