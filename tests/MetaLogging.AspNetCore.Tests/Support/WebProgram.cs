using MetaLogging.Configuration;
using MetaLogging.Context;
using MetaLogging.Entries;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MetaLogging.AspNetCore.Tests.Support;

/// <summary>A web application with a journal, on a free port of loopback.</summary>
internal sealed class WebProgram : IAsyncDisposable
{
    readonly WebApplication _application;
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("metalog-aspnet-");
    readonly RequestsInside _inside = new();

    WebProgram(Action<WebApplicationBuilder> build, Action<WebApplication> map, FailingFiles? disk)
    {
        // As on a developer's machine, where the container checks that everything in it can be made.
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Logging.ClearProviders().AddProvider(Log);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<IStartupFilter>(_inside);
        builder.Services.Configure<MetaLoggingOptions>(options =>
        {
            options.DataDirectory = _folder.FullName;
            options.Journal.SegmentSize = 1 << 20;   // all of it is read and searched
            options.Journal.ReserveSize = 16 << 10;
            options.Journal.Watermark = 0;
        });
        builder.Services.AddSingleton(provider => new AuditTrail(
            provider.GetRequiredService<IOptions<MetaLoggingOptions>>().Value, [], provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<AuditTrail>>())
        {
            Files = disk ?? new(),
            Surroundings = provider.GetRequiredService<AuditContext>(),
        });
        build(builder);
        _application = builder.Build();
        map(_application);
        Http = new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = Cookies });
    }

    /// <summary>Starts one that has what the first lines in C# add.</summary>
    public static async Task<WebProgram> StartAsync(
        Action<WebApplicationBuilder> build, Action<WebApplication> map, FailingFiles? disk = null)
    {
        WebProgram program = new(build, map, disk);
        try
        {
            await program._application.StartAsync(TestContext.Current.CancellationToken);
        }
        catch
        {
            await program.DisposeAsync();
            throw;
        }

        program.Address = new(program.Get<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        program.Http.BaseAddress = program.Address;
        return program;
    }

    public Uri Address { get; private set; } = null!;

    public HttpClient Http { get; }

    public CookieContainer Cookies { get; } = new();

    public CollectedLog Log { get; } = new();

    public T Get<T>()
        where T : notnull => _application.Services.GetRequiredService<T>();

    /// <summary>Asks, and waits until the application has done with the request, and not only answered it.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        HttpResponseMessage answer = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        await SettleAsync();
        return answer;
    }

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        HttpRequestMessage request = new(HttpMethod.Get, path);
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return SendAsync(request);
    }

    public Task<HttpResponseMessage> PostAsync(string path, params (string Name, string Value)[] form) => SendAsync(new(HttpMethod.Post, path)
    {
        Content = new FormUrlEncodedContent(form.Select(field => new KeyValuePair<string, string>(field.Name, field.Value))),
    });

    public Task SettleAsync() => Eventually.TrueAsync(() => _inside.Count == 0);

    /// <summary>Everything that is in the journal, but for the trail's own events.</summary>
    public async Task<IReadOnlyList<TrailEvent>> EventsAsync()
    {
        AuditTrail trail = Get<AuditTrail>();
        List<TrailEvent> events = [];
        EntryView view = new();
        for (long sequence = 0; sequence < trail.NextSequence; sequence++)
        {
            view.Read(await trail.Journal.ReadEntryAsync(sequence, TestContext.Current.CancellationToken));
            TrailEvent item = view.ToRecorded(trail.Origin).Event;
            if (item is not AuditEvent audit || !audit.Action.StartsWith("metalog.", StringComparison.Ordinal))
            {
                events.Add(item);
            }
        }

        return events;
    }

    public async Task<IReadOnlyList<AuditEvent>> AuditsAsync(string action) => [.. (await EventsAsync()).OfType<AuditEvent>().Where(audit => audit.Action == action)];

    public async Task<IReadOnlyList<FailedLoginAttempt>> FailuresAsync() => [.. (await EventsAsync()).OfType<FailedLoginAttempt>()];

    /// <summary>All that the journal's files hold, as text, to look for what must not be there.</summary>
    public string JournalText() => string.Concat(
        _folder.EnumerateFiles("*", SearchOption.AllDirectories).Where(file => file.Name != "LOCK").Select(file =>
        {
            using FileStream open = new(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using StreamReader reader = new(open, System.Text.Encoding.Latin1);
            return reader.ReadToEnd();
        }));

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _application.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
