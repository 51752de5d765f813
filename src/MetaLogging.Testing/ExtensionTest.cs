using MetaLogging.Extensions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace MetaLogging.Testing;

/// <summary>
/// A test of an extension in a real host: a trail in a temporary folder with the embedded store, the API on a free port of this machine, a clock that the test moves.
/// </summary>
/// <remarks>
/// With xunit.v3 derive from it and from <c>IAsyncLifetime</c>, whose two methods it has; with any other framework, or none, call <see cref="InitializeAsync"/> before a test and
/// <see cref="DisposeAsync"/> behind it. Variables of the environment are not seen: <see cref="Variables"/> holds those of the test.
/// </remarks>
/// <typeparam name="TExtension">The extension that is tested; the container makes it, unless it is one of ours.</typeparam>
public abstract class ExtensionTest<TExtension> : IAsyncDisposable
    where TExtension : Extension
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("metalogging-test-");
    WebApplication? _application;
    TestServer? _server;

    /// <summary>The clock of everything here; it stands until the test moves it. It begins at the time of the machine, in whole seconds.</summary>
    public FakeTimeProvider Time { get; } = new(DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds()));

    /// <summary>The environment variables of the test; set them before <see cref="InitializeAsync"/>.</summary>
    public IDictionary<string, string?> Variables { get; } = new Dictionary<string, string?>();

    /// <summary>The data folder; it is deleted behind the test.</summary>
    public string DataFolder => _folder.FullName;

    /// <summary>What the container holds.</summary>
    public IServiceProvider Services => Running.Services;

    /// <summary>The extension that is tested.</summary>
    public TExtension Extension => Services.GetRequiredService<TExtension>();

    /// <summary>The host of the extensions; it runs.</summary>
    public ExtensionHost Host => Services.GetRequiredService<ExtensionHost>();

    /// <summary>The extension <c>database</c>.</summary>
    public DatabaseExtension Database => Services.GetRequiredService<DatabaseExtension>();

    /// <summary>The trail.</summary>
    public IAuditTrail Trail => Services.GetRequiredService<IAuditTrail>();

    /// <summary>What was recorded, and assertions about it.</summary>
    public RecordedEvents Audit => new(Trail);

    /// <summary>The API, with a key that has all three permissions.</summary>
    public TestServer Server => _server ?? throw NotInitialized();

    WebApplication Running => _application ?? throw NotInitialized();

    /// <summary>Starts everything; called by the test framework, or by the test.</summary>
    public async ValueTask InitializeAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = typeof(TExtension).Assembly.GetName().Name });
        builder.Configuration.Sources.Clear();   // the machine's own variables and files are not the test's
        builder.Configuration.AddInMemoryCollection(Variables);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddMetaLogging(options =>
        {
            options.DataDirectory = DataFolder;
            options.ApplicationName ??= "tests";
            options.Journal.SegmentSize = 1 << 20;
            options.Journal.ReserveSize = 64 << 10;
            options.Journal.Watermark = 0;
            options.Journal.GuardFolder = Path.Combine(DataFolder, "guard");
        }).AddEmbeddedStore().AddApi().AddExtension<TExtension>();
        Configure(builder);
        _application = builder.Build();
        _application.MapMetaLoggingApi();
        Map(_application);
        await _application.StartAsync().ConfigureAwait(false);
        string address = _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        string key = await File.ReadAllTextAsync(Path.Combine(DataFolder, "bootstrap-key")).ConfigureAwait(false);
        _server = new(new(address), key.Trim());
    }

    /// <summary>Stops everything and deletes the folder.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        _server?.Dispose();
        if (_application is not null)
        {
            await _application.StopAsync().ConfigureAwait(false);
            await _application.DisposeAsync().ConfigureAwait(false);
        }

        if (_folder.Exists)
        {
            _folder.Delete(recursive: true);
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Adds what the test needs beside the extension: other extensions, services, settings.</summary>
    protected virtual void Configure(WebApplicationBuilder builder)
    {
    }

    /// <summary>Maps routes of the test's own, and middleware before them.</summary>
    protected virtual void Map(WebApplication application)
    {
    }

    static InvalidOperationException NotInitialized() => new(
        "The test is not initialized. Let the framework call InitializeAsync (xunit.v3: derive from IAsyncLifetime, too), or call it first.");
}
