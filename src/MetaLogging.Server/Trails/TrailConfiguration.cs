using MetaLogging.Configuration;
using MetaLogging.Extensions;
using MetaLogging.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MetaLogging.Server.Trails;

/// <summary>The settings with which a command opens a data folder: those that a server there would have, where it is started from the same place.</summary>
/// <param name="directory">The data folder.</param>
/// <param name="surroundings">Where the configuration is found.</param>
internal sealed class TrailConfiguration(string directory, Surroundings surroundings)
{
    // A person who asks waits for a whole answer rather than taking half of one.
    static readonly TimeSpan LongestRead = TimeSpan.FromMinutes(10);

    readonly Lazy<IConfiguration> _configuration = new(() => ProgramConfiguration.Read(surroundings));

    /// <summary>The data folder.</summary>
    public string Directory => directory;

    /// <summary>The folder of the signing guard, as the settings have it; null: the user's own.</summary>
    /// <exception cref="SettingsException">The configuration can't be read.</exception>
    public string? GuardFolder => _configuration.Value["MetaLogging:Journal:GuardFolder"];

    /// <summary>A container with the trail and its stores, nothing of it made or opened.</summary>
    /// <param name="lockWait">How long to wait for another process to release the folder.</param>
    /// <param name="log">Takes what the trail has to say.</param>
    /// <exception cref="SettingsException">The configuration can't be read.</exception>
    public ServiceProvider Build(TimeSpan lockWait, ILogger log)
    {
        ServiceCollection services = new();
        services.AddSingleton(_configuration.Value);
        services.AddSingleton(log);
        services.AddSingleton(typeof(ILogger<>), typeof(TypedLogger<>));
        services.AddMetaLogging(options =>
        {
            options.DataDirectory = directory;
            options.ApplicationName ??= "metalog";
            options.ReadTimeBound = LongestRead;
            options.Journal.LockWait = lockWait;
            options.Anchors.StandardOutput = false;   // it belongs to what the command prints
        }).AddEmbeddedStore().AddInfluxDb();
        return services.BuildServiceProvider();
    }

    /// <summary>All that is wrong with the settings; empty where all is well. Nothing is opened.</summary>
    public Task<IReadOnlyList<ConfigurationIssue>> FindIssuesAsync() => LookAsync<IReadOnlyList<ConfigurationIssue>>(
        provider => [.. FindIssues(provider), .. GuardCheck.Find(UncheckedOptions.Of<MetaLoggingOptions>(provider))], issues => issues);

    /// <summary>The extensions, with the abilities that they would have, as JSON; no folder is opened.</summary>
    /// <exception cref="SettingsException">The settings can't be read, or are wrong.</exception>
    public async Task<byte[]> PreviewExtensionsAsync(CancellationToken cancellationToken)
    {
        ServiceProvider provider = Build(TimeSpan.Zero, NullLogger.Instance);
        await using (provider.ConfigureAwait(false))
        {
            ConfigurationIssue[] wrong = [.. FindIssues(provider).Where(issue => issue.Severity == IssueSeverity.Error)];
            if (wrong.Length > 0)
            {
                throw new SettingsException(wrong);
            }

            ExtensionHost extensions = provider.GetRequiredService<ExtensionHost>();
            await extensions.PreviewAsync(cancellationToken).ConfigureAwait(false);
            return await ExtensionsJson.ToUtf8Async(extensions, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Whether the embedded store follows the journal, and the names of the stores that the settings ask for.</summary>
    /// <exception cref="SettingsException">The settings can't be read.</exception>
    public Task<(bool IsEmbeddedKept, IReadOnlyList<string> AskedFor)> ChooseStoresAsync() => LookAsync(
        provider => (provider.GetRequiredService<TrailStores>().KeepsEmbedded, provider.GetRequiredService<TrailStores>().AskedFor),
        issues => throw new SettingsException(issues));

    /// <summary>What is wrong with the settings of a container, but for the guard.</summary>
    public static IReadOnlyList<ConfigurationIssue> FindIssues(ServiceProvider provider)
    {
        try
        {
            return provider.GetRequiredService<ContainerIssues>().Find();
        }
        catch (InvalidOperationException e) when (ProgramConfiguration.IssueOf(e) is { } issue)
        {
            return [issue];
        }
    }

    async Task<T> LookAsync<T>(Func<ServiceProvider, T> look, Func<IReadOnlyList<ConfigurationIssue>, T> failed)
    {
        try
        {
            ServiceProvider provider = Build(TimeSpan.Zero, NullLogger.Instance);
            await using (provider.ConfigureAwait(false))
            {
                return look(provider);
            }
        }
        catch (SettingsException e)
        {
            return failed(e.Issues);
        }
        catch (InvalidOperationException e) when (ProgramConfiguration.IssueOf(e) is { } issue)
        {
            return failed([issue]);
        }
    }
}
