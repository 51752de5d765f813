using System.Text;
using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Notes;
using MetaLogging.Server.Tests.Support;
using MetaLogging.Server.Witnessing;
using Microsoft.Extensions.Time.Testing;

namespace MetaLogging.Server.Tests.Witnessing;

/// <summary>A real witness on a free port of loopback.</summary>
internal sealed class RunningWitness : IAsyncDisposable
{
    readonly WitnessServer _server;
    readonly HttpClient _client;
    readonly StringWriter _talk;

    RunningWitness(WitnessServer server, StringWriter talk)
    {
        (_server, _talk) = (server, talk);
        _client = new() { BaseAddress = new(server.Addresses.Single()) };
    }

    public VerifierKey Key => _server.Key;

    public Uri Address => _client.BaseAddress!;

    public string Talk => _talk.ToString();

    public static async Task<RunningWitness> StartAsync(string folder, params VerifierKey[] logs)
    {
        StringWriter talk = new();
        Surroundings surroundings = new()
        {
            Input = Stream.Null,
            Output = Stream.Null,
            Error = TextWriter.Synchronized(talk),
            Variables = new Dictionary<string, string>(),
            WorkingFolder = Path.GetTempPath(),
            Time = new FakeTimeProvider(Some.Now),
            Trails = new PretendOpener(new()),
        };
        WitnessSettings settings = new() { Folder = folder, Urls = "http://127.0.0.1:0", Logs = logs };
        return new(await WitnessServer.StartAsync(settings, surroundings, TestContext.Current.CancellationToken), talk);
    }

    public Task<(int Status, string Body, string? Type)> AddAsync(string body) => AddAsync(Encoding.UTF8.GetBytes(body));

    public async Task<(int Status, string Body, string? Type)> AddAsync(byte[] body)
    {
        using ByteArrayContent content = new(body);
        return await ReadAsync(await _client.PostAsync("add-checkpoint", content, TestContext.Current.CancellationToken));
    }

    public async Task<(int Status, string Body, string? Type)> GetAsync(string path) =>
        await ReadAsync(await _client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken));

    /// <summary>The newest checkpoint that it knows of a log, checked with the log's key and its own.</summary>
    public async Task<SignedCheckpoint> NewestAsync(VerifierKey log)
    {
        (int status, string body, _) = await GetAsync(WitnessMemory.NameOf(log.Name) + "/checkpoint");
        Assert.Equal(200, status);
        SignedCheckpoint newest = SignedCheckpoint.Parse(body);
        Assert.Equal([log, Key], newest.CheckAll([log, Key]).Select(signature => signature.Key));
        return newest;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    static async Task<(int, string, string?)> ReadAsync(HttpResponseMessage response)
    {
        using (response)
        {
            string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            return ((int)response.StatusCode, body, response.Content.Headers.ContentType?.MediaType);
        }
    }
}
