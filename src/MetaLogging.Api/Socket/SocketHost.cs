using MetaLogging.Api.Configuration;
using MetaLogging.Api.Routing;
using MetaLogging.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MetaLogging.Api.Socket;

/// <summary>
/// Serves the API through <c>DIR/metalog.sock</c>, whatever else the host serves: so the commands of <c>metalog</c> work on a folder while this process has it.
/// The socket is its owner's alone (mode 600), and whoever can open it needs no key: the folder's files are as open to him.
/// </summary>
internal sealed class SocketHost(
    Gate gate, RouteTable table, IOptions<ApiOptions> api, IOptions<MetaLoggingOptions> trail, ILoggerFactory loggers) : IHostedService
{
    /// <summary>The socket's name in the data folder.</summary>
    public const string FileName = "metalog.sock";

    readonly ILogger _logger = loggers.CreateLogger<SocketHost>();
    WebApplication? _application;

    string Location => Path.Combine(Path.GetFullPath(trail.Value.DataDirectory), FileName);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!api.Value.Socket)
        {
            return;
        }

        try
        {
            File.Delete(Location);   // what a killed process left: the folder's lock is ours
            WebApplication application = Build();
            await application.StartAsync(cancellationToken).ConfigureAwait(false);
            _application = application;
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(Location, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            ApiLog.SocketOpen(_logger, Location);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Net.Sockets.SocketException or ArgumentOutOfRangeException)
        {
            ApiLog.NoSocket(_logger, Location, e);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_application is { } application)
        {
            await application.StopAsync(cancellationToken).ConfigureAwait(false);
            await application.DisposeAsync().ConfigureAwait(false);
            File.Delete(Location);
        }
    }

    WebApplication Build()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddSingleton(loggers);
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.ListenUnixSocket(Location, listen => listen.Use(next => connection =>
            {
                connection.Features.Set(FolderSocket.Mark);
                return next(connection);
            }));
        });
        WebApplication application = builder.Build();
        application.UseRouting();
        foreach (ApiRoute route in table.Routes)
        {
            application.MapMethods(route.Pattern, [route.Verb], http => gate.PassAsync(http, route));
        }

        return application;
    }
}
