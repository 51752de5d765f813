using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MetaLogging.Api.Configuration;

/// <summary>Looks at where the host listens, and warns where keys would travel in plain text.</summary>
internal sealed class ListenerWatch(IServer server, ILogger<ListenerWatch> logger) : IHostedLifecycleService
{
    /// <summary>Addresses that other machines can reach without TLS.</summary>
    public IReadOnlyList<string> Open { get; private set; } = [];

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        Open = [.. (server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []).Where(IsOpen)];
        foreach (string address in Open)
        {
            ApiLog.NoTls(logger, address);
        }

        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Plain HTTP on anything but loopback; <c>[::]</c> and <c>+</c> are every address.</summary>
    internal static bool IsOpen(string address) =>
        address.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
        && !address.StartsWith("http://unix:", StringComparison.OrdinalIgnoreCase)
        && !(Uri.TryCreate(address, UriKind.Absolute, out Uri? uri)
            && (uri.Host == "localhost" || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out IPAddress? ip) && IPAddress.IsLoopback(ip))));
}
