using MetaLogging.Entries;
using MetaLogging.Journaling;
using MetaLogging.Numbers;
using MetaLogging.Stores;
using Microsoft.Extensions.Logging;

namespace MetaLogging.InfluxDb;

/// <summary>Stands in until the store is here.</summary>
public sealed class InfluxDbStore : IEventStore
{
    readonly InfluxQl.InfluxQlDatabase _database;

    /// <summary>Stands in.</summary>
    public InfluxDbStore(InfluxDbOptions options, TimeProvider time, ILogger? logger = null) => _database = new InfluxQl.InfluxQlDatabase(options, time);

    /// <inheritdoc/>
    public string Name => "influxdb";

    /// <inheritdoc/>
    public string Title => "InfluxDB";

    /// <inheritdoc/>
    public async ValueTask<long> OpenAsync(string origin, CancellationToken cancellationToken)
    {
        await _database.PrepareAsync(cancellationToken).ConfigureAwait(false);
        return 0;
    }

    /// <inheritdoc/>
    public ValueTask ApplyAsync(IReadOnlyList<JournalEntry> entries, CancellationToken cancellationToken) => throw new StoreException("Stands in.");

    /// <inheritdoc/>
    public ValueTask ApplyAsync(JournalEntry order, LogOrder what, CancellationToken cancellationToken) => throw new StoreException("Stands in.");

    /// <inheritdoc/>
    public ValueTask SkipAsync(SetAside range, CancellationToken cancellationToken) => throw new StoreException("Stands in.");

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SetAside>> ReadSetAsideAsync(CancellationToken cancellationToken)
    {
        await _database.ExamineAsync(cancellationToken).ConfigureAwait(false);
        return [];
    }

    /// <inheritdoc/>
    public ValueTask<StorePage> QueryAsync(StoreQuery query, CancellationToken cancellationToken) => throw new StoreException("Stands in.");

    /// <inheritdoc/>
    public ValueTask<PrivacyReport> ReportPrivacyAsync(ReportScope scope, CancellationToken cancellationToken) => throw new StoreException("Stands in.");

    /// <inheritdoc/>
    public ValueTask<EventCounts> CountAsync(TimeRange range, string? tenantId, CancellationToken cancellationToken) => throw new StoreException("Stands in.");

    /// <inheritdoc/>
    public async ValueTask ClearAsync(CancellationToken cancellationToken) => await _database.PrepareAsync(cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _database.Dispose();
        return default;
    }
}
