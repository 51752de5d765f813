using System.Net;
using System.Net.Http.Headers;

namespace MetaLogging.EndToEnd.Evidence;

/// <summary>Stands before a server and bends some of its answers, as a server that cheats would.</summary>
internal sealed class BentProxy : IAsyncDisposable
{
    readonly HttpListener _listener = new();
    readonly HttpClient _client;
    readonly Func<string, byte[], byte[]> _bend;
    readonly Task _serving;

    /// <summary>Opens it on a free port of loopback.</summary>
    /// <param name="server">The real server.</param>
    /// <param name="bend">Gets path and query of a request, and the body of the answer; answers the body that is handed on.</param>
    public BentProxy(Uri server, Func<string, byte[], byte[]> bend)
    {
        _client = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = server };
        _bend = bend;
        Address = new($"http://127.0.0.1:{LoopbackPort.Free()}/");
        _listener.Prefixes.Add(Address.ToString());
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
        _client.Dispose();
    }

    async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                await AnswerAsync(await _listener.GetContextAsync());
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // Closed.
        }
    }

    async Task AnswerAsync(HttpListenerContext context)
    {
        string path = context.Request.Url!.PathAndQuery;
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        request.Headers.Authorization = AuthenticationHeaderValue.Parse(context.Request.Headers["Authorization"]!);
        using HttpResponseMessage answer = await _client.SendAsync(request);
        byte[] body = await answer.Content.ReadAsByteArrayAsync();
        byte[] bent = answer.IsSuccessStatusCode ? _bend(path, body) : body;
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentLength64 = bent.Length;
        await context.Response.OutputStream.WriteAsync(bent);
        context.Response.Close();
    }
}
