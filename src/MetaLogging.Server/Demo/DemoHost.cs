using MetaLogging.Api.Access;
using MetaLogging.Api.Keys;
using MetaLogging.Remote;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;

namespace MetaLogging.Server.Demo;

/// <summary>Plays the demo into the server that it is part of, by the road that everybody takes: the HTTP API, with a key that may write and nothing else.</summary>
internal sealed class DemoHost(
    KeyAdministration keys, IServer server, IHostApplicationLifetime lifetime, TimeProvider time, Surroundings surroundings) : BackgroundService
{
    /// <summary>Always the same office: starting again adds only what happened since.</summary>
    const int Seed = 1;

    /// <summary>Also the source of the demo's events, so that the same again is a duplicate whichever key it comes by.</summary>
    const string KeyName = "demo";

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using (lifetime.ApplicationStarted.Register(started.SetResult))
        {
            await started.Task.WaitAsync(stoppingToken).ConfigureAwait(false);
        }

        // It ends when the server begins to stop, not when nobody answers any more.
        using CancellationTokenSource ends = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);

        // Its key lasts as long as it plays; the one before is of no use to anybody.
        KeyActor demo = new(KeyName, KeyName, null);
        foreach (ApiKey old in keys.All.Where(key => key.Name == KeyName && key.RevokedAt is null))
        {
            await keys.RevokeAsync(old.Id, demo).ConfigureAwait(false);
        }

        (ApiKey key, string secret) = await keys.CreateAsync(new NewKey(KeyName, Permissions.Write), demo).ConfigureAwait(false);
        Uri address = new(server.Features.Get<IServerAddressesFeature>()!.Addresses.First());
        RemoteAuditTrail trail = RemoteAuditTrail.ForServer(Loopback(address), secret, new RemoteTrailOptions { RetryFor = TimeSpan.Zero }, time);
        await using (trail.ConfigureAwait(false))
        {
            try
            {
                await new DemoPlayer(trail, new DemoTraffic(Seed), time, surroundings.Say).PlayAsync(ends.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (ends.IsCancellationRequested)
            {
                // The server stops.
            }
            finally
            {
                await keys.RevokeAsync(key.Id, demo).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The address as this machine reaches it, where the server listens on all.</summary>
    static Uri Loopback(Uri address) =>
        address.Host is "[::]" or "0.0.0.0" or "+" or "*" ? new UriBuilder(address) { Host = "127.0.0.1" }.Uri : address;
}
