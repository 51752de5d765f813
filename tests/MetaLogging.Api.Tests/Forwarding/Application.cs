using MetaLogging.Configuration;
using MetaLogging.Events;
using MetaLogging.Forwarding;

namespace MetaLogging.Api.Tests.Forwarding;

/// <summary>An application that sends its events to a server, with a folder for its queue that is gone when the test is. It can be started again.</summary>
internal sealed class Application : IAsyncDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("metalog-queue-");

    public string Folder => _folder.FullName;

    public string Refused => Path.Combine(Folder, "forwarding", "refused.ndjson");

    public ForwardingAuditTrail Trail { get; private set; } = null!;

    public async Task<ForwardingAuditTrail> StartAsync(Uri server, string key, Action<MetaLoggingOptions>? configure = null)
    {
        if (Trail is not null)
        {
            await Trail.DisposeAsync();
        }

        MetaLoggingOptions options = Options(Folder, server, key);
        configure?.Invoke(options);
        Trail = new ForwardingAuditTrail(options);
        await Trail.StartAsync(TestContext.Current.CancellationToken);
        return Trail;
    }

    public static MetaLoggingOptions Options(string folder, Uri server, string key)
    {
        MetaLoggingOptions options = new() { DataDirectory = folder, ApplicationName = "shop", Server = server.ToString(), ServerKey = key };
        (options.Journal.SegmentSize, options.Journal.ReserveSize, options.Journal.Watermark) = (64 << 10, 4 << 10, 0);
        return options;
    }

    public static AuditEvent Event(string action = "order.ship") => new() { Action = action, ResourceType = "order", ResourceId = "17", UserId = "user123" };

    public async ValueTask DisposeAsync()
    {
        if (Trail is not null)
        {
            await Trail.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }
}
