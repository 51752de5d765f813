using MetaLogging.Api.Configuration;
using MetaLogging.Api.Routing;
using MetaLogging.Configuration;
using MetaLogging.Remote;
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
            // It is made in a private folder and moved when it is its owner's alone: at no moment can anybody else open it. What a killed process left
            // is overwritten; the data folder's lock is ours.
            DirectoryInfo room = Directory.CreateDirectory(Location + ".new");
            if (!OperatingSystem.IsWindows())
            {
                room.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            }

            string made = Path.Combine(room.FullName, FileName);
            File.Delete(made);
            using (SocketPath path = SocketPath.Open(room.FullName, FileName))
            {
                _application = Build(path.Short);
                await _application.StartAsync(cancellationToken).ConfigureAwait(false);
            }

            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(made, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            File.Move(made, Location, overwrite: true);
            room.Delete();
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

    WebApplication Build(string path)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddSingleton(loggers);
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.ListenUnixSocket(path, listen => listen.Use(next => connection =>
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
