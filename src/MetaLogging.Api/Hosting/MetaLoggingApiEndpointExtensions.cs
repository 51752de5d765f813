using MetaLogging.Api.Description;
using MetaLogging.Api.Problems;
using MetaLogging.Api.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Scalar.AspNetCore;

// So that `app.MapMetaLoggingApi()` is found without a using.
namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the HTTP API.</summary>
public static class MetaLoggingApiEndpointExtensions
{
    /// <summary>
    /// Maps all routes of the API, its description at <c>/openapi/v1.json</c> and pages to try it at <c>/docs</c>. Every route asks for a key itself, but those that
    /// are open to all. Where the host adds a policy (<c>RequireAuthorization("logging:manage")</c>), that is the one lock: whom it lets in needs no key and may do
    /// everything, and a key lets nobody past it.
    /// </summary>
    public static IEndpointConventionBuilder MapMetaLoggingApi(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        RouteGroupBuilder group = endpoints.MapGroup("");
        Gate gate = endpoints.ServiceProvider.GetRequiredService<Gate>();
        RouteTable table = endpoints.ServiceProvider.GetRequiredService<RouteTable>();
        foreach (ApiRoute route in table.Routes)
        {
            // Load balancers ask by HEAD whether there is somebody.
            string[] verbs = route.Permission is null ? [route.Verb, HttpMethods.Head] : [route.Verb];
            group.MapMethods(route.Pattern, verbs, http => gate.PassAsync(http, route)).ExcludeFromDescription();
        }

        foreach (IGrouping<string, ApiRoute> path in table.Routes.GroupBy(route => route.Pattern))
        {
            Problem noVerb = Refusals.NoVerb(string.Join(", ", path.Select(route => route.Verb).Order(StringComparer.Ordinal)));
            group.Map(path.Key, noVerb.WriteAsync).ExcludeFromDescription().WithOrder(1);
        }

        group.MapOpenApi("/openapi/{documentName}.json").ExcludeFromDescription().Add(RefuseOthers);

        // The pages talk to this server and to nobody else: no telemetry, no fonts, no assistants, nothing that hands the description on.
        group.MapScalarApiReference("/docs", options => options
            .WithTitle("MetaLogging").WithOpenApiRoutePattern("/openapi/v1.json").AddPreferredSecuritySchemes(RouteTableTransformer.KeyScheme)
            .DisableDefaultFonts().DisableTelemetry().DisableAgent().DisableMcp().HideDeveloperTools().HideClientButton()).ExcludeFromDescription();
        return group;
    }

    /// <summary>There is one document; others are not found, with problem details as everywhere.</summary>
    static void RefuseOthers(EndpointBuilder endpoint)
    {
        RequestDelegate show = endpoint.RequestDelegate!;
        endpoint.RequestDelegate = http => http.Request.RouteValues["documentName"] is "v1" ? show(http) : Refusals.NotFound.WriteAsync(http);
    }
}
