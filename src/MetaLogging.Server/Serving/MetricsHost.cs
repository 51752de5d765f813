using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MetaLogging.Server.Serving;

/// <summary>Shows <c>/metrics</c> without a key, on addresses of its own, on which there is nothing else.</summary>
internal sealed class MetricsHost(ServerSettings settings, IServiceProvider services, ILoggerFactory loggers) : IHostedService
{
    WebApplication? _application;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (settings.MetricsUrls is not { } urls)
        {
            return;
        }

        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddSingleton(loggers);
        builder.WebHost.UseKestrelCore().UseUrls(urls).ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        WebApplication application = builder.Build();
        RequestDelegate scrape = MetricsRoutes.Scraping(services);
        application.Run(http =>
        {
            if (http.Request.Path == "/metrics" && HttpMethods.IsGet(http.Request.Method))
            {
                return scrape(http);
            }

            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
        await application.StartAsync(cancellationToken).ConfigureAwait(false);
        _application = application;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_application is { } application)
        {
            await application.StopAsync(cancellationToken).ConfigureAwait(false);
            await application.DisposeAsync().ConfigureAwait(false);
        }
    }
}
