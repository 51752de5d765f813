using MetaLogging.Context;
using Microsoft.Extensions.Logging;

namespace MetaLogging.Logs;

/// <summary>
/// Turns what is logged into system events. It knows no trail, which may need loggers itself: <see cref="LogRecording"/> takes what waits here.
/// </summary>
[ProviderAlias("MetaLogging")]
internal sealed class TrailLoggerProvider(LoggerOptions options, AuditContext context, TimeProvider time) : ILoggerProvider, ISupportExternalScope
{
    /// <summary>The settings.</summary>
    public LoggerOptions Options => options;

    /// <summary>What waits to be recorded.</summary>
    public LogQueue Queue { get; } = new(options.QueueSize);

    /// <summary>Makes the events.</summary>
    public LoggedMessage Messages { get; } = new(context, time);

    /// <summary>The scopes that are open; null until the factory gives them.</summary>
    public IExternalScopeProvider? Scopes { get; private set; }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new TrailLogger(this, categoryName ?? "");

    /// <inheritdoc/>
    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => Scopes = scopeProvider;

    /// <inheritdoc/>
    public void Dispose() => Queue.Close();
}
