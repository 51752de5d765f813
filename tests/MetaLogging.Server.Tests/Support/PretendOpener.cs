using MetaLogging.Server.Trails;
using Microsoft.Extensions.Logging;

namespace MetaLogging.Server.Tests.Support;

/// <summary>Hands out one trail, after as many failures as a test wants.</summary>
internal sealed class PretendOpener(PretendTrail trail) : ITrailOpener
{
    public Queue<Exception> Failures { get; } = [];

    public List<TimeSpan> Waits { get; } = [];

    public Task<IOpenTrail> OpenAsync(TrailConfiguration configuration, TimeSpan lockWait, ILogger log, CancellationToken cancellationToken)
    {
        Waits.Add(lockWait);
        cancellationToken.ThrowIfCancellationRequested();
        return Failures.TryDequeue(out Exception? failure) ? Task.FromException<IOpenTrail>(failure) : Task.FromResult<IOpenTrail>(trail);
    }

    /// <summary>Whether a process that has the folder lets commands in.</summary>
    public bool IsReachable { get; set; }

    /// <summary>The server and the key that was asked for.</summary>
    public (string Server, string Key)? Reached { get; private set; }

    public Task<IOpenTrail?> ReachAsync(string directory, CancellationToken cancellationToken) => Task.FromResult<IOpenTrail?>(IsReachable ? trail : null);

    public IOpenTrail Reach(string server, string key)
    {
        Reached = (server, key);
        return trail;
    }
}
