using System.Text.Json.Nodes;
using MetaLogging.Configuration;
using MetaLogging.Exports;
using MetaLogging.Numbers;
using MetaLogging.Remote;
using MetaLogging.Server.Keys;
using MetaLogging.Stores;

namespace MetaLogging.Server.Trails;

/// <summary>The open trail of a data folder, with all that a command on files may ask beyond <see cref="IAuditTrail"/>.</summary>
internal interface IOpenTrail : IAsyncDisposable
{
    /// <summary>The trail.</summary>
    IAuditTrail Trail { get; }

    /// <summary>The same, where another process has the folder and writes; null where this command has opened it.</summary>
    RemoteAuditTrail? Live { get; }

    /// <summary>The API keys.</summary>
    IKeys Keys { get; }

    /// <summary>The signed log, for exports.</summary>
    IExportedLog Log { get; }

    /// <summary>What is wrong with the settings of the process that has the folder; null where that is this command.</summary>
    IReadOnlyList<ConfigurationIssue>? Issues { get; }

    /// <summary>Finds out health and issues, where they are not known yet.</summary>
    Task LookAsync(CancellationToken cancellationToken);

    /// <summary>Lets the trail tell of a read of its logs, as it does of each.</summary>
    /// <param name="what">What was read: <c>audit-events</c>.</param>
    /// <param name="filters">The filters, as they are named in the API.</param>
    /// <param name="returned">How many events were shown.</param>
    /// <exception cref="Journaling.JournalException">It can't be told.</exception>
    Task TellReadAsync(string what, JsonObject filters, long returned);

    /// <summary>The health of the journal and of each store.</summary>
    TrailHealth Health { get; }

    /// <summary>The names of the stores, the one that answers first.</summary>
    IReadOnlyList<string> Stores { get; }

    /// <summary>The sequence behind the last entry of the journal.</summary>
    long NextSequence { get; }

    /// <summary>Waits until a store has all that the journal has.</summary>
    /// <exception cref="StoreException">The store is not well.</exception>
    Task CatchUpAsync(string store, CancellationToken cancellationToken);

    /// <summary>Throws a store away and builds it again from the journal.</summary>
    Task RebuildAsync(string store, IProgress<RebuildProgress> progress, CancellationToken cancellationToken);

    /// <summary>What a store could not take.</summary>
    Task<IReadOnlyList<SetAside>> ReadSetAsideAsync(string store, CancellationToken cancellationToken);

    /// <summary>
    /// What an operator should know of the stores; none where another process has the folder, as it is among <see cref="Issues"/> then.
    /// </summary>
    Task<IReadOnlyList<ConfigurationIssue>> FindStoreIssuesAsync(CancellationToken cancellationToken);

    /// <summary>The extensions of the process that has the folder, as the API answers them.</summary>
    Task<byte[]> ReadExtensionsAsync(CancellationToken cancellationToken);

    /// <summary>The scope of a report over a range, by the rules that the settings give.</summary>
    ReportScope Scope(TimeRange range);
}
