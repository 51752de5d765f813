using MetaLogging.Api.Keys;
using MetaLogging.Api.Problems;
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

/// <summary>The server: a host with the trail, its store and its API, on Kestrel.</summary>
internal sealed class TrailServer(ServerSettings settings, Surroundings surroundings)
{
    /// <summary>
    /// More than the largest batch takes, which is counted where it is read: of a body up to here the rest is read and thrown away, so that its client sees the
    /// answer and not a connection that breaks.
    /// </summary>
    const long LargestBody = 64 << 20;

    static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(30);

    /// <summary>Serves until it is told to stop; then what is in flight gets its answer, and what was accepted is flushed.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        WebApplication application = Build();
        await using (application.ConfigureAwait(false))
        {
            try
            {
                await application.StartAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OptionsValidationException wrong)
            {
                throw new UsageException(string.Join(" ", wrong.Failures));
            }

            SayWhere(application.Services);
            await application.WaitForShutdownAsync(cancellationToken).ConfigureAwait(false);
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
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeToStop);
        builder.Services.AddSingleton(surroundings.Time);
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            kestrel.Limits.MaxConcurrentConnections = 10_000;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        });
        builder.Services.AddMetaLogging().AddEmbeddedStore().AddApi();
        adjust?.Invoke(builder);
        WebApplication application = builder.Build();
        application.MapMetaLoggingApi();
        application.Use(next => http => http.GetEndpoint() is null ? Refusals.NotFound.WriteAsync(http) : next(http));
        return application;
    }

    void Configure(ConfigurationManager configuration)
    {
        Dictionary<string, string?> given = new()
        {
            ["MetaLogging:DataDirectory"] = settings.Folder,
        };
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
