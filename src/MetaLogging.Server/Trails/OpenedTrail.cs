using System.Text.Json.Nodes;
using MetaLogging.Configuration;
using MetaLogging.Events;
using MetaLogging.Exports;
using MetaLogging.Extensions;
using MetaLogging.Numbers;
using MetaLogging.Remote;
using MetaLogging.Server.Keys;
using MetaLogging.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MetaLogging.Server.Trails;

/// <summary>A trail of this machine that a command has opened.</summary>
internal sealed class OpenedTrail(AuditTrail trail, ServiceProvider container, IKeys keys) : IOpenTrail
{
    /// <summary>Opens the trail with its stores.</summary>
    /// <exception cref="SettingsException">A setting is wrong.</exception>
    public static async Task<IOpenTrail> OpenAsync(
        TrailConfiguration configuration, TimeSpan lockWait, ILogger log, CancellationToken cancellationToken)
    {
        ServiceProvider container = configuration.Build(lockWait, log);
        try
        {
            ConfigurationIssue[] wrong = [.. TrailConfiguration.FindIssues(container).Where(issue => issue.Severity == IssueSeverity.Error)];
            if (wrong.Length > 0)
            {
                throw new SettingsException(wrong);
            }

            AuditTrail trail = container.GetRequiredService<AuditTrail>();
            await trail.StartAsync(cancellationToken).ConfigureAwait(false);
            return new OpenedTrail(trail, container, new FolderKeys(configuration.Directory, trail, TimeProvider.System, log));
        }
        catch
        {
            await container.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public IAuditTrail Trail => trail;

    /// <inheritdoc/>
    public RemoteAuditTrail? Live => null;

    /// <inheritdoc/>
    public IKeys Keys => keys;

    /// <inheritdoc/>
    public IExportedLog Log { get; } = new TrailLog(trail, Environment.UserName);

    /// <inheritdoc/>
    public IReadOnlyList<ConfigurationIssue>? Issues => null;

    /// <inheritdoc/>
    public Task LookAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task TellReadAsync(string what, JsonObject filters, long returned) => trail.RecordOwnAsync(
        new AuditEvent
        {
            Action = "metalog.read",
            ResourceType = what,
            UserId = Environment.UserName,
            AdditionalData = new JsonObject { ["filters"] = filters, ["reads"] = 1, ["returned"] = returned },
        },
        CancellationToken.None);

    /// <inheritdoc/>
    public TrailHealth Health => trail.Health;

    /// <inheritdoc/>
    public IReadOnlyList<string> Stores => [.. trail.Health.Stores.Select(store => store.Name)];

    /// <inheritdoc/>
    public long NextSequence => trail.NextSequence;

    /// <inheritdoc/>
    public Task CatchUpAsync(string store, CancellationToken cancellationToken) => trail.CatchUpAsync(store, cancellationToken);

    /// <inheritdoc/>
    public Task RebuildAsync(string store, IProgress<RebuildProgress> progress, CancellationToken cancellationToken) =>
        trail.RebuildAsync(store, progress, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SetAside>> ReadSetAsideAsync(string store, CancellationToken cancellationToken) =>
        trail.ReadSetAsideAsync(store, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ConfigurationIssue>> FindStoreIssuesAsync(CancellationToken cancellationToken) => trail.FindStoreIssuesAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<byte[]> ReadExtensionsAsync(CancellationToken cancellationToken)
    {
        ExtensionHost extensions = container.GetRequiredService<ExtensionHost>();
        await extensions.StartAsync(cancellationToken).ConfigureAwait(false);
        return await ExtensionsJson.ToUtf8Async(extensions, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ReportScope Scope(TimeRange range) => trail.Scope(range);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => container.DisposeAsync();
}
