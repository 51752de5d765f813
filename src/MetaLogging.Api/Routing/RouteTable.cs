namespace MetaLogging.Api.Routing;

/// <summary>All routes there are.</summary>
internal sealed class RouteTable(IEnumerable<IApiRoutes> groups)
{
    /// <summary>The routes, in their order.</summary>
    public IReadOnlyList<ApiRoute> Routes { get; } = [.. groups.SelectMany(group => group.Routes)];
}
