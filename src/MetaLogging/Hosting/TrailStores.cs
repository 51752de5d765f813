using MetaLogging.Configuration;
using MetaLogging.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MetaLogging.Hosting;

/// <summary>
/// The stores of a container's trail: those that the settings ask for, then those that were added, without the embedded store where it gives way. A
/// store that gives way is never opened.
/// </summary>
internal sealed class TrailStores(IServiceProvider provider) : IIssueSource
{
    readonly Lazy<IEventStore[]> _added = new(() => [.. provider.GetServices<IEventStore>()]);
    readonly Lazy<MetaLoggingOptions> _options = new(() => UncheckedOptions.Of<MetaLoggingOptions>(provider));

    /// <summary>Whether the embedded store follows the journal, where there is one.</summary>
    public bool KeepsEmbedded => StoreChoice.IsFollowing(StoreChoice.Embedded, Asked.Any(), _options.Value.Stores);

    /// <summary>The names of the stores that the settings ask for.</summary>
    public IReadOnlyList<string> AskedFor => [.. Asked.Select(store => store.Name)];

    IEnumerable<ConfiguredStore> Asked => provider.GetServices<ConfiguredStore>().Where(store => store.IsAskedFor);

    IEnumerable<IEventStore> Kept => _added.Value.Where(store => StoreChoice.IsFollowing(store.Name, Asked.Any(), _options.Value.Stores));

    /// <summary>Makes them; the trail that takes them owns them.</summary>
    public IReadOnlyList<IEventStore> Make() => [.. Asked.Select(store => store.Make()), .. Kept];

    /// <inheritdoc/>
    public IReadOnlyList<ConfigurationIssue> Find()
    {
        List<ConfigurationIssue> issues = [];
        try
        {
            if (_options.Value.IsForwarding)
            {
                return FindUnused();
            }

            string[] names = [.. AskedFor, .. Kept.Select(store => store.Name)];
            if (StoreChoice.FindIssue(_options.Value, names) is { } issue)
            {
                issues.Add(issue);
            }

            if (_options.Value.Stores.Embedded && !names.Contains(StoreChoice.Embedded))
            {
                issues.Add(new("MetaLogging:Stores:Embedded", IssueSeverity.Warning, "The embedded store is asked for, and the application has none.",
                    "Add it: AddEmbeddedStore(); or leave the setting out."));
            }
        }
        catch (OptionsValidationException)
        {
            // A store can't be made by wrong settings; they are named by whose they are, and this is looked at once they are right.
        }

        return issues;
    }

    /// <summary>Where events go to a server, its stores answer. The same program may be run with a server and without one, so that stores here are no error.</summary>
    ConfigurationIssue[] FindUnused()
    {
        string[] names = [.. AskedFor, .. provider.GetServices<IEventStore>().Select(store => store.Name)];
        return names.Length == 0
            ? []
            : [new("MetaLogging:Server", IssueSeverity.Warning, $"Events go to a server, and its stores answer; not opened here: {string.Join(", ", names)}.",
                "Leave out the stores, or the server.")];
    }
}
