using MetaLogging.Api.Access;
using MetaLogging.Api.Description;

namespace MetaLogging.Api.Routing;

/// <summary>A verb and a path, who may use it, what it does, and how it is described.</summary>
/// <param name="Verb">GET, POST or DELETE.</param>
/// <param name="Pattern">The path: <c>/api/v1/keys/{id}</c>.</param>
/// <param name="Permission">What a caller needs; null: nothing, it is open to all.</param>
/// <param name="Answer">Answers a request.</param>
internal sealed record ApiRoute(string Verb, string Pattern, Permissions? Permission, Func<ApiRequest, Task> Answer)
{
    /// <summary>Whether it is a question, of which a caller may ask only so many in a minute.</summary>
    public bool IsQuestion => Permission is not null && (Verb == "GET" || Permission == Permissions.Read);

    /// <summary>Whether it hands out parts of the signed log, which takes many small requests: they have a limit of their own.</summary>
    public bool IsOfLog { get; init; }

    /// <summary>What it does, in the OpenAPI document.</summary>
    public required RouteDescription Description { get; init; }
}
