using MetaLogging.Api.Configuration;
using Microsoft.Extensions.Options;

namespace MetaLogging.Api.Events;

/// <summary>The memory that all arriving batches may take together. Thread-safe.</summary>
internal sealed class MemoryBudget(IOptions<ApiOptions> options)
{
    long _free = options.Value.BatchMemory;

    /// <summary>How many bytes there are.</summary>
    public long Free => Interlocked.Read(ref _free);

    /// <summary>Takes bytes; false where there are not as many.</summary>
    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _free, -bytes) >= 0)
        {
            return true;
        }

        Interlocked.Add(ref _free, bytes);
        return false;
    }

    /// <summary>Gives bytes back.</summary>
    public void Return(long bytes) => Interlocked.Add(ref _free, bytes);
}
