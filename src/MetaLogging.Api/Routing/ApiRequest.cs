using MetaLogging.Api.Access;
using Microsoft.AspNetCore.Http;

namespace MetaLogging.Api.Routing;

/// <summary>A request that may be answered.</summary>
/// <param name="Http">The request and its answer.</param>
/// <param name="Route">The route it came by.</param>
/// <param name="CallerOrNone">Who calls; null on routes that are open to all.</param>
internal readonly record struct ApiRequest(HttpContext Http, ApiRoute Route, Caller? CallerOrNone)
{
    /// <summary>Who calls, on a route that needs a permission.</summary>
    public Caller Caller => CallerOrNone ?? throw new InvalidOperationException($"{Route.Pattern} is open to all.");

    /// <summary>Ends when the caller is gone.</summary>
    public CancellationToken Aborted => Http.RequestAborted;
}
