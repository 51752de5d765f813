using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using MetaLogging.Configuration;
using MetaLogging.Exports;
using MetaLogging.Journaling;
using MetaLogging.Numbers;
using MetaLogging.Remote;
using MetaLogging.Server.Exports;
using MetaLogging.Server.Keys;
using MetaLogging.Stores;

namespace MetaLogging.Server.Trails;

/// <summary>The trail of a live server, by its address or by the socket of its folder.</summary>
internal sealed class ReachedTrail : IOpenTrail
{
    /// <summary>A person who waits would rather know.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>An export asks for each of its entries, and waits where the server wants it to.</summary>
    static readonly TimeSpan PatienceOfExports = TimeSpan.FromMinutes(2);

    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    readonly ServerConnection _server;
    readonly RemoteAuditTrail _trail;
    readonly Dictionary<string, IReadOnlyList<SetAside>> _aside = [];

    ReachedTrail(HttpClient http, RemoteTrailOptions options, ServerAddress address, string title)
    {
        _server = new(http, title);
        _trail = new(http, options);
        Keys = new ServerKeys(_server);
        Log = new ServerLog(new(http, address, options.Key, new() { RetryFor = PatienceOfExports }, TimeProvider.System), _server, TimeProvider.System);
    }

    /// <summary>The trail of a server.</summary>
    /// <exception cref="UsageException">The address or the key is none.</exception>
    public static ReachedTrail ForServer(string address, string key)
    {
        try
        {
            RemoteTrailOptions options = new() { RetryFor = Patience, Key = key };
            options.Check(key, "key");
            ServerAddress server = ServerAddress.Of(new Uri(address), options, "server");
            Uri root = server.Root;
            HttpClient http = new(RemoteHandlers.ForServer(root)) { BaseAddress = root, Timeout = Timeout.InfiniteTimeSpan };
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
            return new(http, options, server, $"The server {root}");
        }
        catch (Exception e) when (e is ArgumentException or UriFormatException)
        {
            string problem = e is UriFormatException ? "it is no address; one looks like https://audit.example" : e.Message.Split(" (Parameter")[0];
            throw new UsageException($"--server or --key can't be used: {problem}");
        }
    }

    /// <summary>The trail of the process that has a folder, through its socket; null where nobody answers there.</summary>
    public static async Task<ReachedTrail?> TryForSocketAsync(string directory, CancellationToken cancellationToken)
    {
        string socket = Path.Combine(directory, "metalog.sock");
        if (!File.Exists(socket))
        {
            return null;
        }

        HttpClient http = new(RemoteHandlers.ForSocket(socket)) { BaseAddress = new Uri("http://localhost/"), Timeout = Timeout.InfiniteTimeSpan };
        ReachedTrail trail = new(http, new() { RetryFor = Patience }, ServerAddress.OfSocket(socket), $"The server at {socket}");
        try
        {
            using JsonDocument? alive = await trail._server.AskAsync(HttpMethod.Get, "healthz", null, cancellationToken).ConfigureAwait(false);
            return trail;
        }
        catch (RemoteTrailException)
        {
            await trail.DisposeAsync().ConfigureAwait(false);
            return null;
        }
    }

    /// <inheritdoc/>
    public IAuditTrail Trail => _trail;

    /// <inheritdoc/>
    public RemoteAuditTrail? Live => _trail;

    /// <inheritdoc/>
    public IKeys Keys { get; }

    /// <inheritdoc/>
    public IExportedLog Log { get; }

    /// <inheritdoc/>
    public TrailHealth Health { get; private set; } = new(new(JournalState.Ready, null, [], 0), []);

    /// <inheritdoc/>
    public IReadOnlyList<ConfigurationIssue>? Issues { get; private set; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Stores => [.. Health.Stores.Select(store => store.Name)];

    /// <inheritdoc/>
    public long NextSequence { get; private set; }

    /// <inheritdoc/>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        using (JsonDocument issues = (await _server.AskAsync(HttpMethod.Get, "api/v1/config/issues", null, cancellationToken).ConfigureAwait(false))!)
        {
            Issues =
            [
                .. issues.RootElement.EnumerateArray().Select(issue => new ConfigurationIssue(
                    Text(issue, "setting"), Text(issue, "severity") == "error" ? IssueSeverity.Error : IssueSeverity.Warning,
                    Text(issue, "message"), Text(issue, "remedy"))),
            ];
        }

        using JsonDocument status = (await _server.AskAsync(HttpMethod.Get, "api/v1/status", null, cancellationToken).ConfigureAwait(false))!;
        JsonElement journal = status.RootElement.GetProperty("journal");
        NextSequence = status.RootElement.GetProperty("next_sequence").GetInt64();
        JsonElement[] stores = [.. status.RootElement.GetProperty("stores").EnumerateArray()];
        Health = new(
            new(
                Api.Status.StatusRoutes.StateOf(Text(journal, "state")), journal.GetProperty("reason").GetString(),
                [
                    .. journal.GetProperty("damage").EnumerateArray().Select(damage => new JournalDamage(
                        Text(damage, "file"), damage.GetProperty("first_sequence").GetInt64(), damage.GetProperty("end_sequence").GetInt64(),
                        Text(damage, "reason"))),
                ],
                journal.GetProperty("free_bytes").GetInt64()),
            [
                .. stores.Select(store => new StoreHealth(
                    Text(store, "name"), Text(store, "title"), store.GetProperty("position").GetInt64(), store.GetProperty("problem").GetString())
                {
                    PendingOrders = store.TryGetProperty("pending_orders", out JsonElement pending) && pending.ValueKind == JsonValueKind.Number ? pending.GetInt32() : null,
                }),
            ]);
        foreach (JsonElement store in stores)
        {
            _aside[Text(store, "name")] =
            [
                .. store.GetProperty("set_aside").EnumerateArray().Select(range => new SetAside(
                    range.GetProperty("first_sequence").GetInt64(), range.GetProperty("end_sequence").GetInt64(), Text(range, "reason"))),
            ];
        }
    }

    /// <inheritdoc/>
    public Task CatchUpAsync(string store, CancellationToken cancellationToken) => Task.CompletedTask;   // the server's own reads wait

    /// <inheritdoc/>
    public Task RebuildAsync(string store, IProgress<RebuildProgress> progress, CancellationToken cancellationToken) =>
        throw new NotSupportedException("A store is rebuilt where its folder is.");

    /// <inheritdoc/>
    public Task<IReadOnlyList<SetAside>> ReadSetAsideAsync(string store, CancellationToken cancellationToken) => Task.FromResult(_aside[store]);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ConfigurationIssue>> FindStoreIssuesAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ConfigurationIssue>>([]);

    /// <inheritdoc/>
    public async Task<byte[]> ReadExtensionsAsync(CancellationToken cancellationToken)
    {
        using JsonDocument? found = await _server.AskAsync(HttpMethod.Get, "api/v1/extensions", null, cancellationToken).ConfigureAwait(false);
        return found is null
            ? throw new RemoteTrailException("The server does not say which extensions it has: it is older than this program. Use one version of both.")
            : JsonSerializer.SerializeToUtf8Bytes(found.RootElement, Indented);
    }

    /// <inheritdoc/>
    public ReportScope Scope(TimeRange range) => new() { Range = range };   // the server counts by its own rules

    /// <inheritdoc/>
    public Task TellReadAsync(string what, JsonObject filters, long returned) => Task.CompletedTask;   // the server tells of it

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _trail.DisposeAsync().ConfigureAwait(false);
        _server.Dispose();
    }

    static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
