namespace MetaLogging.Extensions;

/// <summary>
/// A part of an application that says of itself what it is, what it needs and what it can: <c>meta_logging</c> and <c>database</c> are two, anybody can write a third. An
/// <see cref="ExtensionHost"/> orders, configures, starts and stops it.
/// </summary>
public abstract class Extension
{
    /// <summary>What it is, the same for all instances of the class.</summary>
    public abstract ExtensionDescription Description { get; }

    /// <summary>
    /// Reads its environment and takes hold of the extensions it depends on, before any extension starts; those it depends on are configured. Called at every start of the host.
    /// </summary>
    protected internal virtual void Configure(ExtensionContext context)
    {
    }

    /// <summary>Starts it; what it depends on runs.</summary>
    protected internal virtual Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Stops it; what depends on it is stopped. Called where <see cref="StartAsync"/> returned, and never twice for one start.</summary>
    protected internal virtual Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Looks whether one of its conditional abilities is there now. It is asked while the extension runs, by one caller at a time.</summary>
    /// <param name="ability">The name of a conditional ability.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>Why it is not there, in words that say what to do; null: it is there.</returns>
    protected internal virtual ValueTask<string?> FindMissingAsync(string ability, CancellationToken cancellationToken) => ValueTask.FromResult<string?>(null);

    /// <summary>Looks whether it is well.</summary>
    /// <returns>What is wrong, in words; null: it is well.</returns>
    protected internal virtual ValueTask<string?> FindProblemAsync(CancellationToken cancellationToken) => ValueTask.FromResult<string?>(null);
}
