using System.Text;
using MetaLogging.EntityFrameworkCore.Recording;
using MetaLogging.Events;
using MetaLogging.Json;
using MetaLogging.Recording;
using MetaLogging.Validation;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace MetaLogging.EntityFrameworkCore.Outbox;

/// <summary>
/// Carries events from a database's outbox to the trail. A row is deleted when its event is on the trail's disk; a crash between the two records it again, and the trail
/// knows its id.
/// </summary>
/// <param name="ownerOf">
/// Who claims rows, so that two processes on one database do not carry the same: the name of the journal, which one process has at a time, so that after a crash its
/// rows are its own at once.
/// </param>
internal sealed class OutboxCarrier(IAuditTrail trail, SharedState shared, EntityAuditOptions options, Func<string> ownerOf, TimeProvider time, ILogger logger)
{
    /// <summary>How long a claim holds, if its owner does not come back.</summary>
    static readonly TimeSpan Claim = TimeSpan.FromMinutes(2);

    static readonly BatchOptions Lenient = new() { SkipInvalid = true, ConflictIsDuplicate = true };

    /// <summary>Carries one batch, and answers how many rows it was.</summary>
    /// <exception cref="Journaling.JournalException">The trail can't record now.</exception>
    public async Task<int> CarryAsync(DbContext context, CancellationToken cancellationToken)
    {
        OutboxTable.Of(context);
        string owner = ownerOf();
        ContextState state = shared.StateOf(context);
        state.IsOwnWork = true;
        try
        {
            DbSet<Dictionary<string, object>> rows = OutboxTable.RowsOf(context);
            List<Guid> ids = await ClaimAsync(rows, owner, cancellationToken).ConfigureAwait(false);
            if (ids.Count == 0)
            {
                return 0;
            }

            List<string> payloads = [];
            List<Guid> claimed = [];
            await foreach (var row in rows.Where(row => ids.Contains((Guid)row[OutboxTable.Id]) && (string)row[OutboxTable.ClaimedBy] == owner)
                .OrderBy(row => (long)row[OutboxTable.Created]).ThenBy(row => (Guid)row[OutboxTable.Id])
                .Select(row => new { Id = (Guid)row[OutboxTable.Id], Payload = (string)row[OutboxTable.Payload] })
                .AsAsyncEnumerable().WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                claimed.Add(row.Id);
                payloads.Add(row.Payload);
            }

            await RecordAsync(context, rows, claimed, payloads, cancellationToken).ConfigureAwait(false);
            return ids.Count;
        }
        finally
        {
            state.IsOwnWork = false;
        }
    }

    async Task<List<Guid>> ClaimAsync(DbSet<Dictionary<string, object>> rows, string owner, CancellationToken cancellationToken)
    {
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        List<Guid> free = await rows
            .Where(row => row[OutboxTable.Refused] == null && ((string)row[OutboxTable.ClaimedBy] == owner || (long)row[OutboxTable.ClaimedUntil] < now))
            .OrderBy(row => (long)row[OutboxTable.Created]).ThenBy(row => (Guid)row[OutboxTable.Id])
            .Select(row => (Guid)row[OutboxTable.Id]).Take(options.OutboxBatch).ToListAsync(cancellationToken).ConfigureAwait(false);
        if (free.Count > 0)
        {
            long until = now + (long)Claim.TotalMilliseconds;
            await rows.Where(row => free.Contains((Guid)row[OutboxTable.Id]) && ((string)row[OutboxTable.ClaimedBy] == owner || (long)row[OutboxTable.ClaimedUntil] < now))
                .ExecuteUpdateAsync(
                    set => set.SetProperty(row => (string)row[OutboxTable.ClaimedBy], owner).SetProperty(row => (long)row[OutboxTable.ClaimedUntil], until), cancellationToken)
                .ConfigureAwait(false);
        }

        return free;
    }

    async Task RecordAsync(DbContext context, DbSet<Dictionary<string, object>> rows, List<Guid> claimed, List<string> payloads, CancellationToken cancellationToken)
    {
        List<TrailEvent> events = [];
        List<Guid> ids = [];
        Dictionary<Guid, string> refused = [];
        for (int i = 0; i < claimed.Count; i++)
        {
            List<EventProblem> problems = [];
            if (EventReader.TryRead(Encoding.UTF8.GetBytes(payloads[i]), EventKind.AuditEvent, problems, out TrailEvent? item))
            {
                events.Add(item! with { Id = claimed[i] });
                ids.Add(claimed[i]);
            }
            else
            {
                refused.Add(claimed[i], new InvalidEventException(problems).Message);
            }
        }

        if (events.Count > 0)
        {
            BatchReceipt receipt = await trail.RecordAsync(events, Lenient, cancellationToken).ConfigureAwait(false);
            foreach (RejectedEvent rejected in receipt.Rejected)
            {
                refused.Add(ids[rejected.Index], new InvalidEventException(rejected.Problems).Message);
            }

            List<Guid> done = [.. ids.Where(id => !refused.ContainsKey(id))];
            await rows.Where(row => done.Contains((Guid)row[OutboxTable.Id])).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
        }

        foreach ((Guid id, string reason) in refused)
        {
            EntityAuditLog.Refused(logger, id, context.GetType().Name, reason);
            string text = reason.Length <= 1000 ? reason : reason[..1000];
            await rows.Where(row => (Guid)row[OutboxTable.Id] == id)
                .ExecuteUpdateAsync(set => set.SetProperty(row => (string)row[OutboxTable.Refused], text), cancellationToken).ConfigureAwait(false);
        }
    }
}
