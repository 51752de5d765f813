using MetaLogging.Numbers;
using MetaLogging.Stores;

namespace MetaLogging.Server.Trails;

/// <summary>The open trail of a data folder, with all that a command on files may ask beyond <see cref="IAuditTrail"/>.</summary>
internal interface IOpenTrail : IAsyncDisposable
{
    /// <summary>The trail.</summary>
    IAuditTrail Trail { get; }

    /// <summary>The health of the journal and of each store.</summary>
    TrailHealth Health { get; }

    /// <summary>The names of the stores.</summary>
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

    /// <summary>The scope of a report over a range, by the rules that the settings give.</summary>
    ReportScope Scope(TimeRange range);
}
