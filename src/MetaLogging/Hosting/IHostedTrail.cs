using MetaLogging.Configuration;

namespace MetaLogging.Hosting;

/// <summary>A trail that is opened by its host, and can say how it is: the one that is kept here, or the one of a server.</summary>
internal interface IHostedTrail
{
    /// <summary>The health of the journal and of the stores; the trail is open.</summary>
    TrailHealth Health { get; }

    /// <summary>Opens it. Calling it again does nothing.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>What an operator should know of the stores: what is wrong, what they set aside.</summary>
    Task<IReadOnlyList<ConfigurationIssue>> FindStoreIssuesAsync(CancellationToken cancellationToken);

    /// <summary>Why the store that answers queries can't answer now; null: it can. Also before the trail is open.</summary>
    ValueTask<string?> FindStoreProblemAsync(CancellationToken cancellationToken);
}
