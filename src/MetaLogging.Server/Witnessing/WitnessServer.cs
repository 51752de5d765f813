using System.Text;
using MetaLogging.Journaling;
using MetaLogging.Journaling.Notes;
using MetaLogging.Server.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MetaLogging.Server.Witnessing;

/// <summary>A witness over HTTP: POST /add-checkpoint, and GET /ORIGIN-HASH/checkpoint for monitors.</summary>
internal sealed class WitnessServer : IAsyncDisposable
{
    const string CheckpointSuffix = "/checkpoint";

    readonly WebApplication _application;
    readonly WitnessFolder _folder;

    WitnessServer(WebApplication application, WitnessFolder folder) => (_application, _folder) = (application, folder);

    /// <summary>Where it listens.</summary>
    public ICollection<string> Addresses => _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [];

    /// <summary>The key that its signatures are checked with.</summary>
    public VerifierKey Key => _folder.Key.Verifier;

    /// <summary>How many logs it knows.</summary>
    public int LogCount => _folder.Logs.Count;

    /// <summary>Opens the folder and listens.</summary>
    /// <exception cref="UsageException">A setting is not right.</exception>
    /// <exception cref="IOException">The folder can't be used, or it can't listen there.</exception>
    public static async Task<WitnessServer> StartAsync(WitnessSettings settings, Surroundings surroundings, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        IReadOnlyList<string> addresses = Configure(builder, settings);
        WitnessFolder folder = WitnessFolder.Open(RealFiles.Instance, settings.Folder, settings.Name, settings.Logs);
        WebApplication application = builder.Build();
        WitnessServer server = new(application, folder);
        Witness witness = new(folder, surroundings.Time, surroundings.Say);
        application.Run(http => AnswerAsync(witness, http, surroundings));
        try
        {
            await application.StartAsync(cancellationToken).ConfigureAwait(false);
            return server;
        }
        catch (Exception failure)
        {
            await server.DisposeAsync().ConfigureAwait(false);
            if (StartFailure.Explain(failure, addresses) is { } explained)
            {
                throw explained;
            }

            throw;
        }
    }

    /// <summary>Waits until it is told to stop; what is in flight gets its answer.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => _application.WaitForShutdownAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync().ConfigureAwait(false);
        _folder.Dispose();
    }

    static IReadOnlyList<string> Configure(WebApplicationBuilder builder, WitnessSettings settings)
    {
        ConfigurationManager configuration = builder.Configuration;
        bool isSaid = configuration["urls"] is not null || configuration["http_ports"] is not null || configuration["https_ports"] is not null
            || configuration.GetSection("Kestrel:Endpoints").GetChildren().Any();
        if (settings.Urls is not null || !isSaid)
        {
            configuration.AddInMemoryCollection([new("urls", settings.Urls ?? WitnessSettings.DefaultUrl)]);
        }

        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = AddCheckpointRequest.MostBytes;
            kestrel.Limits.MaxConcurrentConnections = 1_000;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        });
        return configuration["urls"] is { } urls ? ListenAddresses.Read(settings.Urls is null ? "urls" : "--urls", urls) : [];
    }

    static async Task AnswerAsync(Witness witness, HttpContext http, Surroundings surroundings)
    {
        try
        {
            await WriteAsync(http, await AnswerAsync(witness, http).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (BadHttpRequestException bad)
        {
            await WriteAsync(http, new(bad.StatusCode, "The request can't be read, or is too long.\n")).ConfigureAwait(false);
        }
        catch (Exception failure) when (!http.RequestAborted.IsCancellationRequested && failure is not IOException)
        {
            surroundings.Say($"This should not happen: {failure.GetType().FullName}: {failure.Message}");
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
    }

    static async Task<WitnessAnswer> AnswerAsync(Witness witness, HttpContext http)
    {
        string path = http.Request.Path.Value ?? "";
        if (path == "/add-checkpoint" && HttpMethods.IsPost(http.Request.Method))
        {
            using MemoryStream body = new();
            await http.Request.Body.CopyToAsync(body, http.RequestAborted).ConfigureAwait(false);
            return await witness.AddCheckpointAsync(body.GetBuffer().AsMemory(0, (int)body.Length), http.RequestAborted).ConfigureAwait(false);
        }

        return path.EndsWith(CheckpointSuffix, StringComparison.Ordinal) && HttpMethods.IsGet(http.Request.Method)
            ? witness.Newest(path[1..Math.Max(1, path.Length - CheckpointSuffix.Length)])
            : WitnessAnswer.Unknown("There is POST /add-checkpoint and GET /ORIGIN-HASH/checkpoint.");
    }

    static async Task WriteAsync(HttpContext http, WitnessAnswer answer)
    {
        byte[] body = Encoding.UTF8.GetBytes(answer.Body);
        http.Response.StatusCode = answer.Status;
        http.Response.ContentType = answer.ContentType;
        http.Response.ContentLength = body.Length;
        http.Response.Headers.CacheControl = "no-store";
        await http.Response.Body.WriteAsync(body, http.RequestAborted).ConfigureAwait(false);
    }
}
