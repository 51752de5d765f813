using MetaLogging.Context;
using Microsoft.Extensions.Hosting;
using Teams;

namespace AuditWorker;

/// <summary>Works through a list of invitations, on behalf of whoever made them, and ends the program.</summary>
internal sealed class Invitations(TeamsExtension teams, IAuditContext context, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach ((string by, string user) in new[] { ("ann", "bob"), ("ann", "carol"), ("bob", "dave") })
        {
            using (context.Begin(new AuditScope { UserId = "worker", OnBehalfOf = by, RequestId = $"invite-{user}" }))
            {
                await teams.AddMemberAsync("blue", user, "reader", stoppingToken);
            }
        }

        lifetime.StopApplication();
    }
}
