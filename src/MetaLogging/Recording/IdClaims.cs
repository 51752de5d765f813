using System.Collections.Concurrent;

namespace MetaLogging.Recording;

/// <summary>
/// The ids that are being recorded at this moment. Whoever brings one that is claimed waits for the first to be flushed or to fail, so that a duplicate is
/// answered only when the first copy is safe. A batch claims its ids in ascending order, so that two batches never wait for each other.
/// </summary>
internal sealed class IdClaims
{
    readonly ConcurrentDictionary<TenantId, TaskCompletionSource> _claimed = new();

    public async ValueTask ClaimAsync(TenantId id, CancellationToken cancellationToken)
    {
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        while (true)
        {
            TaskCompletionSource holder = _claimed.GetOrAdd(id, mine);
            if (holder == mine)
            {
                return;
            }

            await holder.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public void Release(TenantId id)
    {
        if (_claimed.TryRemove(id, out TaskCompletionSource? claim))
        {
            claim.SetResult();
        }
    }

    /// <summary>An event id within its tenant.</summary>
    internal readonly record struct TenantId(Guid Id, string? Tenant) : IComparable<TenantId>
    {
        public int CompareTo(TenantId other) =>
            Id.CompareTo(other.Id) is int order and not 0 ? order : string.CompareOrdinal(Tenant, other.Tenant);
    }
}
