using System.Collections.Concurrent;

namespace MetaLogging.Extensions;

/// <summary>
/// The extension <c>database</c>: named connections to stores, its providers. At every start it makes the provider <c>root_influxdb</c> of the variables
/// <c>INFLUXDB_*</c>, where <c>INFLUXDB_HOST</c> is set. Thread-safe.
/// </summary>
public sealed class DatabaseExtension : Extension
{
    /// <summary>The name of the provider that the environment describes.</summary>
    public const string RootInfluxDb = "root_influxdb";

    static readonly ExtensionDescription About = new()
    {
        Name = "database",
        Version = new(1, 0, 0),
        Description = "Named connections to stores; root_influxdb is the one that the environment describes",
        Abilities = ["database_providers"],
        PackageDependencies = [new("MetaLogging.InfluxDb", "events in InfluxDB 1.x or 2.x; no client of the vendor is needed")],
        EnvironmentVariables = InfluxDbEnvironment.Variables,
    };

    readonly ConcurrentDictionary<string, DatabaseProvider> _providers = [];

    /// <inheritdoc/>
    public override ExtensionDescription Description => About;

    /// <summary>The providers, by name.</summary>
    public IReadOnlyList<DatabaseProvider> Providers => [.. _providers.Values.OrderBy(provider => provider.Name, StringComparer.Ordinal)];

    /// <summary>The provider of a name.</summary>
    /// <exception cref="InvalidOperationException">There is none; the message says which there are.</exception>
    public DatabaseProvider Provider(string name) => _providers.GetValueOrDefault(name) ?? throw new InvalidOperationException(
        name == RootInfluxDb
            ? $"There is no provider {RootInfluxDb}: {InfluxDbEnvironment.Host} is not set. Set it, and what else InfluxDB needs, and start again."
            : $"There is no provider {name}. There is: {string.Join(", ", _providers.Keys.Order(StringComparer.Ordinal))}.");

    /// <summary>Adds a provider.</summary>
    /// <exception cref="InvalidOperationException">The name is taken.</exception>
    public void Add(DatabaseProvider provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        if (!_providers.TryAdd(provider.Name, provider))
        {
            throw new InvalidOperationException($"There is a provider {provider.Name} already. Give this one another name.");
        }
    }

    /// <inheritdoc/>
    protected internal override void Configure(ExtensionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Variable(InfluxDbEnvironment.Host).Length == 0)
        {
            _providers.TryRemove(RootInfluxDb, out _);
            return;
        }

        ILookup<bool, EnvironmentVariable> bySecrecy = InfluxDbEnvironment.Variables.ToLookup(variable => variable.IsSecret);
        Dictionary<string, string> Values(bool areSecret) => bySecrecy[areSecret]
            .Select(variable => (Name: variable.Name["INFLUXDB_".Length..].ToLowerInvariant(), Value: context.Variable(variable.Name)))
            .Where(variable => variable.Value.Length > 0)
            .ToDictionary(variable => variable.Name, variable => areSecret ? variable.Value : WithoutUser(variable.Value));
        _providers[RootInfluxDb] = new(RootInfluxDb, "influxdb", Values(areSecret: false), Values(areSecret: true));
    }

    /// <summary>A URL may carry a password: <c>https://user:password@host</c>.</summary>
    static string WithoutUser(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out Uri? url) && url.UserInfo.Length > 0 ? url.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped) : value;
}
