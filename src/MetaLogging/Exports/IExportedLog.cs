using System.Text.Json.Nodes;
using MetaLogging.Journaling.Checkpoints;

namespace MetaLogging.Exports;

/// <summary>The log that an export is made of: that of a folder, or that of a server.</summary>
internal interface IExportedLog
{
    /// <summary>How many entries it is worth asking for at a time.</summary>
    int AtOnce { get; }

    /// <summary>A signed checkpoint over an entry that is acknowledged, and all before it.</summary>
    /// <exception cref="Journaling.JournalException">None can be signed; the message says why.</exception>
    Task<SignedCheckpoint> CheckpointAsync(long sequence, CancellationToken cancellationToken);

    /// <summary>An entry, with its proof in the tree of this size.</summary>
    /// <exception cref="Journaling.JournalException">It can't be read.</exception>
    Task<ExportedEntry> ReadAsync(long sequence, long size, CancellationToken cancellationToken);

    /// <summary>Lets the trail tell of the export by an own event, <c>metalog.export</c>.</summary>
    /// <param name="filters">The filters, as they are named in the API.</param>
    /// <param name="events">How many events are exported.</param>
    /// <param name="size">The size of the tree.</param>
    /// <param name="cancellationToken">Honoured until it is sent.</param>
    /// <exception cref="Journaling.JournalException">It can't be told.</exception>
    Task<ExportTold> TellAsync(JsonObject filters, long events, long size, CancellationToken cancellationToken);
}
