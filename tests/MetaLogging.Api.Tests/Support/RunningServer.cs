using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using MetaLogging.Api.Keys;
using MetaLogging.Configuration;
using MetaLogging.Hosting;
using MetaLogging.Journaling;
using MetaLogging.Server;
using MetaLogging.Server.Serving;
using MetaLogging.Server.Trails;
using MetaLogging.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MetaLogging.Api.Tests.Support;

/// <summary>
/// The real server, on a free port of loopback. When it ends, nothing that it logged, said or recorded may hold a secret that it gave out or was sent, and
/// nothing may have gone wrong in a way that should not happen.
/// </summary>
internal sealed class RunningServer : IAsyncDisposable
{
    readonly WebApplication _application;
    readonly StringWriter _talk = new();
    readonly ConcurrentBag<string> _secrets = [];
    readonly bool _isFolderOwned;
    bool _isStopped;

    RunningServer(ServerPlan plan)
    {
        _isFolderOwned = plan.Folder is null;
        Folder = plan.Folder ?? Directory.CreateTempSubdirectory("metalog-api-").FullName;
        ServerSettings settings = new()
        {
            Folder = Folder,
            Urls = "http://127.0.0.1:0",
            LockWait = TimeSpan.FromSeconds(10),
            Others = [new("MetaLogging:Journal:Watermark", "0"), new("MetaLogging:Api:QueriesPerMinute", "1000000"), .. plan.Settings],
        };
        Surroundings surroundings = new()
        {
            Input = Stream.Null,
            Output = Stream.Null,
            Error = TextWriter.Synchronized(_talk),
            Variables = new Dictionary<string, string>(),
            WorkingFolder = Path.GetTempPath(),
            Time = plan.Time,
            Trails = new FolderTrailOpener(),
        };
        _application = new TrailServer(settings, surroundings).Build(builder =>
        {
            builder.Logging.ClearProviders().AddProvider(Log);
            builder.Services.AddSingleton(provider => new AuditTrail(
                provider.GetRequiredService<IOptions<MetaLoggingOptions>>().Value,
                provider.GetRequiredService<TrailStores>().Make(),
                plan.Time,
                provider.GetRequiredService<ILogger<AuditTrail>>())
            {
                Files = plan.Files,
            });
        });
    }

    public static async Task<RunningServer> StartAsync(ServerPlan? plan = null)
    {
        RunningServer server = new(plan ?? new());
        try
        {
            await server._application.StartAsync(TestContext.Current.CancellationToken);
        }
        catch
        {
            await server._application.DisposeAsync();
            server.DeleteFolder();
            throw;
        }

        string address = server.Get<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        server.Address = new(address.Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal));
        string bootstrap = Path.Combine(server.Folder, "bootstrap-key");
        server.Key = File.Exists(bootstrap) ? server.Keep(await File.ReadAllTextAsync(bootstrap, TestContext.Current.CancellationToken)) : "";
        return server;
    }

    /// <summary>The data folder.</summary>
    public string Folder { get; }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = null!;

    public IPEndPoint EndPoint => new(IPAddress.Loopback, Address.Port);

    /// <summary>The first key, with all permissions.</summary>
    public string Key { get; private set; } = "";

    public CollectedLog Log { get; } = new();

    public AuditTrail Trail => _application.Services.GetRequiredService<AuditTrail>();

    public T Get<T>()
        where T : notnull => _application.Services.GetRequiredService<T>();

    /// <summary>Notes a secret, which must stand nowhere when the server ends.</summary>
    public string Keep(string secret)
    {
        _secrets.Add(secret);
        return secret;
    }

    /// <summary>Whether a text holds a secret.</summary>
    public bool HoldsSecret(string text) => _secrets.Any(secret => text.Contains(secret, StringComparison.Ordinal));

    /// <summary>A caller with the first key.</summary>
    public Client Owner() => new(this, Key);

    /// <summary>A caller with a key, or none.</summary>
    public Client With(string? key) => new(this, key);

    /// <summary>A caller with a new key.</summary>
    public async Task<Client> WithNewKeyAsync(string permissions, string? tenant = null, string? expires = null, string name = "tests")
    {
        JsonObject wanted = new()
        {
            ["name"] = name,
            ["permissions"] = new JsonArray([.. permissions.Split(' ').Select(word => JsonValue.Create("logging:" + word))]),
            ["tenant_id"] = tenant,
            ["expires_at"] = expires,
        };
        Answer made = await Owner().PostAsync("/api/v1/keys", wanted.ToJsonString());
        Assert.Equal(201, made.Status);
        return new(this, Keep(made.Json["secret"]!.GetValue<string>())) { KeyId = made.Json["id"]!.GetValue<string>() };
    }

    /// <summary>The own events of one action, oldest first.</summary>
    public async Task<IReadOnlyList<JsonObject>> OwnAsync(string action)
    {
        MetaLogging.Queries.AuditEventQuery query = new() { Action = [action], Own = true, Limit = 1000, Order = MetaLogging.Queries.QueryOrder.OldestFirst };
        List<JsonObject> found = [];
        string? cursor = null;
        do
        {
            MetaLogging.Queries.Page<MetaLogging.Events.AuditEvent> page =
                await Trail.QueryAsync(query with { Cursor = cursor }, TestContext.Current.CancellationToken);
            found.AddRange(page.Items.Select(Spelled));
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return found;
    }

    /// <summary>Ends it, as an interrupt does.</summary>
    public async Task StopAsync()
    {
        if (!_isStopped)
        {
            _isStopped = true;
            await _application.StopAsync(TestContext.Current.CancellationToken);
            await _application.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await StopAsync();
            string unexpected = string.Join('\n', Log.Of(1500));
            Assert.True(unexpected.Length == 0, unexpected);
            Assert.DoesNotContain(Log.Lines, HoldsSecret);
            Assert.False(HoldsSecret(_talk.ToString()));
            await CheckFilesAsync();
        }
        finally
        {
            DeleteFolder();
        }
    }

    void DeleteFolder()
    {
        if (_isFolderOwned)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    static JsonObject Spelled(MetaLogging.Events.Recorded<MetaLogging.Events.AuditEvent> item)
    {
        System.Buffers.ArrayBufferWriter<byte> buffer = new();
        MetaLogging.Json.ItemWriter.Write(item, buffer);
        return JsonNode.Parse(buffer.WrittenSpan)!.AsObject();
    }

    /// <summary>No secret stands in a file (the open segment of the journal holds the events as they are), but the first key in its own.</summary>
    async Task CheckFilesAsync()
    {
        byte[][] secrets = [.. _secrets.Select(Encoding.UTF8.GetBytes)];
        foreach (string file in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "bootstrap-key"))
        {
            byte[] content = await File.ReadAllBytesAsync(file);
            Assert.All(secrets, secret => Assert.True(content.AsSpan().IndexOf(secret) < 0, $"{file} holds a secret"));
        }
    }
}
