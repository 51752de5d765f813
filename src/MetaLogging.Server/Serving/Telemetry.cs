using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace MetaLogging.Server.Serving;

/// <summary>
/// What the server tells of itself: metrics for Prometheus always, and metrics, traces and logs by OTLP where OpenTelemetry's own variables name a receiver
/// (OTEL_EXPORTER_OTLP_ENDPOINT and its kin; OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES).
/// </summary>
internal static class Telemetry
{
    const string Name = "MetaLogging";

    public static void AddTelemetry(this IServiceCollection services, ILoggingBuilder logging, IConfiguration configuration)
    {
        OpenTelemetryBuilder telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("metalog", serviceVersion: typeof(Telemetry).Assembly.GetName().Version?.ToString(3)).AddEnvironmentVariableDetector())
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime").AddPrometheusExporter();
                if (IsWanted("METRICS"))
                {
                    metrics.AddOtlpExporter();
                }
            });
        if (IsWanted("TRACES"))
        {
            telemetry.WithTracing(tracing => tracing.AddSource(Name).AddAspNetCoreInstrumentation(web => web.EnrichWithHttpResponse = Withhold).AddOtlpExporter());
        }

        if (IsWanted("LOGS"))
        {
            logging.AddOpenTelemetry(logs => logs.AddOtlpExporter());
        }

        bool IsWanted(string signal) =>
            !string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]) || !string.IsNullOrEmpty(configuration[$"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"]);
    }

    /// <summary>What a caller wrote freely stays here, for it may be a key in the wrong place, or about a person: the route is told, and not the path.</summary>
    static void Withhold(Activity activity, HttpResponse response)
    {
        activity.SetTag("url.path", (response.HttpContext.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText);
        activity.SetTag("url.query", null);
        activity.SetTag("user_agent.original", null);
    }
}
