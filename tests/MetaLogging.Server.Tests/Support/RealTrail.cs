using MetaLogging.Configuration;
using MetaLogging.Embedded;
using MetaLogging.Events;

namespace MetaLogging.Server.Tests.Support;

/// <summary>Real data folders, with an embedded store and a guard of their own.</summary>
internal static class RealTrail
{
    public static MetaLoggingOptions Options(string directory, string? guard = null, int segmentSize = 1 << 20) => new()
    {
        DataDirectory = directory,
        ApplicationName = "tests",
        Journal = { GuardFolder = guard ?? directory + ".guard", SegmentSize = segmentSize },
    };

    /// <summary>Opens a trail with an embedded store.</summary>
    public static async Task<AuditTrail> OpenAsync(MetaLoggingOptions options)
    {
        EmbeddedStore store = new(Path.Combine(options.DataDirectory, "store"), new EmbeddedStoreOptions(), TimeProvider.System);
        AuditTrail trail = new(options, [store], TimeProvider.System);
        await trail.StartAsync(TestContext.Current.CancellationToken);
        return trail;
    }

    /// <summary>A closed data folder with so many audit events in its journal and in its store.</summary>
    public static async Task MakeAsync(string directory, int events)
    {
        await using AuditTrail trail = await OpenAsync(Options(directory));
        for (int i = 0; i < events; i++)
        {
            await trail.RecordAsync(Event($"alice{i}"));
        }

        await trail.CatchUpAsync("embedded", TestContext.Current.CancellationToken);
    }

    public static AuditEvent Event(string userId) => new() { Action = "read_document", ResourceType = "document", UserId = userId };
}
