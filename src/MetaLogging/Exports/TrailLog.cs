using System.Text.Json.Nodes;
using MetaLogging.Journaling;
using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Merkle;
using MetaLogging.Recording;

namespace MetaLogging.Exports;

/// <summary>The log of a trail of this process.</summary>
/// <param name="trail">The trail, open.</param>
/// <param name="user">Who asks for exports.</param>
internal sealed class TrailLog(AuditTrail trail, string user) : IExportedLog
{
    /// <inheritdoc/>
    public int AtOnce => 1;

    /// <inheritdoc/>
    public Task<SignedCheckpoint> CheckpointAsync(long sequence, CancellationToken cancellationToken) => trail.SignedLog.CheckpointAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<ExportedEntry> ReadAsync(long sequence, long size, CancellationToken cancellationToken)
    {
        JournalEntry entry = await trail.Journal.ReadEntryAsync(sequence, cancellationToken).ConfigureAwait(false);
        return new(sequence, entry.Fact, entry.Detail, TreeProofs.Inclusion(trail.SignedLog.Tree, sequence, size));
    }

    /// <inheritdoc/>
    public async Task<ExportTold> TellAsync(JsonObject filters, long events, long size, CancellationToken cancellationToken)
    {
        long told = await trail.RecordOwnAsync(
            OwnEvents.Export(filters, events, trail.Origin, size) with { UserId = user }, CancellationToken.None).ConfigureAwait(false);
        return new(told, user, trail.SignedLog.Keys);
    }
}
