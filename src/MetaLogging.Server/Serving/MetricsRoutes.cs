using MetaLogging.Api.Access;
using MetaLogging.Api.Description;
using MetaLogging.Api.Routing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MetaLogging.Server.Serving;

/// <summary>Metrics as Prometheus reads them, for callers with <c>logging:manage</c>.</summary>
internal sealed class MetricsRoutes(IServiceProvider services) : IApiRoutes
{
    readonly RequestDelegate _scrape = Scraping(services);

    /// <inheritdoc/>
    public IEnumerable<ApiRoute> Routes =>
        [new("GET", "/metrics", Permissions.Manage, request => _scrape(request.Http)) { Description = RouteDescriptions.Metrics }];

    /// <summary>Answers any request with the metrics of the application that owns the services.</summary>
    public static RequestDelegate Scraping(IServiceProvider services)
    {
        ApplicationBuilder branch = new(services);
        branch.UseOpenTelemetryPrometheusScrapingEndpoint(_ => true);
        return branch.Build();
    }
}
