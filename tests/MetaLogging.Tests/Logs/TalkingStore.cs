using MetaLogging.Journaling;
using MetaLogging.Stores;
using MetaLogging.Tests.Support;
using Microsoft.Extensions.Logging;

namespace MetaLogging.Tests.Logs;

/// <summary>A store of somebody's own, which speaks of everything that it takes.</summary>
internal sealed class TalkingStore(ILogger logger) : ListStore, IEventStore
{
    async ValueTask IEventStore.ApplyAsync(IReadOnlyList<JournalEntry> entries, CancellationToken cancellationToken)
    {
        logger.LogInformation("took {Count}", entries.Count);
        await ApplyAsync(entries, cancellationToken);
    }
}
