using MetaLogging.Api.Keys;
using MetaLogging.Api.Problems;
using MetaLogging.Api.Routing;
using MetaLogging.Server.Demo;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace MetaLogging.Server.Serving;

/// <summary>The server: a host with the trail, its stores and its API, on Kestrel.</summary>
internal sealed class TrailServer(ServerSettings settings, Surroundings surroundings)
{
    /// <summary>
    /// More than the largest batch takes, which is counted where it is read: of a body up to here the rest is read and thrown away, so that its client sees the
    /// answer and not a connection that breaks.
    /// </summary>
    const long LargestBody = 64 << 20;

    static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(30);

    readonly List<string> _addresses = [];
    bool _hasStarted;

    /// <summary>Serves until it is told to stop; then what is in flight gets its answer, and what was accepted is flushed.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        WebApplication application = await StartAsync(cancellationToken).ConfigureAwait(false);
        await using (application.ConfigureAwait(false))
        {
            SayWhere(application.Services);
            await application.WaitForShutdownAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    async Task<WebApplication> StartAsync(CancellationToken cancellationToken)
    {
        WebApplication? application = null;
        try
        {
            application = Build();
            await application.StartAsync(cancellationToken).ConfigureAwait(false);
            _hasStarted = true;
            return application;
        }
        catch (Exception failure)
        {
            if (application is not null)
            {
                // What had started by then stops in order, and the trail tells of it.
                await application.StopAsync(CancellationToken.None).ConfigureAwait(false);
                await application.DisposeAsync().ConfigureAwait(false);
            }

            if (StartFailure.Explain(failure, _addresses) is { } explained)
            {
                throw explained;
            }

            throw;
        }
    }

    /// <summary>The host, built and not started.</summary>
    /// <param name="adjust">Has the last word on what the host is made of; null: nobody.</param>
    public WebApplication Build(Action<WebApplicationBuilder>? adjust = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        Configure(builder.Configuration);
        bool isDebug = builder.Configuration.GetValue<bool>("MetaLogging:Debug");
        builder.Logging.ClearProviders().AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.UseUtcTimestamp = true;
            console.ColorBehavior = surroundings is { ErrorIsTerminal: true, WantsColor: true } ? LoggerColorBehavior.Enabled : LoggerColorBehavior.Disabled;
        });
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.AddFilter("MetaLogging", isDebug ? LogLevel.Debug : LogLevel.Information);
        builder.Logging.AddFilter("Microsoft", isDebug ? LogLevel.Information : LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);   // it would log every address, filters included: who was asked for
        builder.Logging.AddFilter(    // why it does not start is said once, in a sentence
            "Microsoft.Extensions.Hosting.Internal.Host", level => isDebug ? level >= LogLevel.Information : _hasStarted && level >= LogLevel.Warning);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeToStop);
        builder.Services.AddSingleton(surroundings.Time);
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            kestrel.Limits.MaxConcurrentConnections = 10_000;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        });
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(surroundings);
        if (settings.PlaysDemo)
        {
            builder.Services.AddHostedService<DemoHost>();
        }

        builder.Services.AddTelemetry(builder.Logging, builder.Configuration);
        builder.Services.AddMetaLogging().AddEmbeddedStore().AddInfluxDb().AddApi();
        builder.Services.AddSingleton<IApiRoutes, MetricsRoutes>();
        builder.Services.AddHostedService<MetricsHost>();
        adjust?.Invoke(builder);
        WebApplication application = builder.Build();
        application.MapMetaLoggingApi();
        application.Use(next => http => http.GetEndpoint() is null ? Refusals.NotFound.WriteAsync(http) : next(http));
        return application;
    }

    void Configure(ConfigurationManager configuration)
    {
        Dictionary<string, string?> given = [];
        if (settings.Folder is not null)
        {
            given["MetaLogging:DataDirectory"] = settings.Folder;
        }
        else if (string.IsNullOrEmpty(configuration["MetaLogging:DataDirectory"]))
        {
            throw new UsageException("Which data folder? Name it with --data DIR, METALOG_DATA, or the setting MetaLogging:DataDirectory.");
        }

        if (settings.LockWait is { } wait)
        {
            given["MetaLogging:Journal:LockWait"] = wait.ToString("c");
        }

        if (configuration["MetaLogging:ApplicationName"] is null)
        {
            given["MetaLogging:ApplicationName"] = "metalog";
        }

        bool isSaid = configuration["urls"] is not null || configuration["http_ports"] is not null || configuration["https_ports"] is not null
            || configuration.GetSection("Kestrel:Endpoints").GetChildren().Any();
        if (settings.Urls is not null || !isSaid)
        {
            given["urls"] = settings.Urls ?? ServerSettings.DefaultUrl;
        }

        foreach ((string name, string? value) in settings.Others)
        {
            given[name] = value;
        }

        configuration.AddInMemoryCollection(given);
        if (configuration["urls"] is { } urls)
        {
            _addresses.AddRange(ListenAddresses.Read(settings.Urls is null ? "urls" : "--urls", urls));
        }

        if (settings.MetricsUrls is { } metricsUrls)
        {
            IReadOnlyList<string> shown = ListenAddresses.Read("--metrics-urls", metricsUrls);
            if (shown.FirstOrDefault(address => !address.StartsWith("http:", StringComparison.OrdinalIgnoreCase)) is { } other)
            {
                throw new UsageException($"--metrics-urls takes http alone; '{other}' is none. Show metrics on loopback.");
            }

            _addresses.AddRange(shown);
        }
    }

    void SayWhere(IServiceProvider services)
    {
        ICollection<string> addresses = services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        foreach (string address in addresses)
        {
            surroundings.Say($"Listening on {address}, the API is shown at {address}/docs");
        }

        surroundings.Say($"The first key is in {services.GetRequiredService<KeyRing>().BootstrapPath}");
    }
}
