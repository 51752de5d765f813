using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace MetaLogging.EndToEnd.Server;

/// <summary>Receives what OpenTelemetry exports over HTTP, on a free port of loopback, and answers that it is welcome.</summary>
internal sealed class OtlpRecorder : IAsyncDisposable
{
    readonly HttpListener _listener = new();
    readonly ConcurrentDictionary<string, TaskCompletionSource<byte[]>> _first = [];
    readonly Task _serving;

    public OtlpRecorder()
    {
        Address = $"http://127.0.0.1:{FreePort()}";
        _listener.Prefixes.Add(Address + "/");
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>Where it listens.</summary>
    public string Address { get; }

    /// <summary>Waits until something has come to a path, <c>/v1/metrics</c>, with these words in it.</summary>
    public async Task<byte[]> ReceivedAsync(string path, string words, CancellationToken cancellationToken)
    {
        while (true)
        {
            byte[] body = await _first.GetOrAdd(path, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(cancellationToken);
            if (body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(words)) >= 0)
            {
                return body;
            }

            _first.TryRemove(path, out _);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                Assert.Equal("application/x-protobuf", context.Request.ContentType);
                using MemoryStream body = new();
                await context.Request.InputStream.CopyToAsync(body);
                context.Response.Close();
                _first.GetOrAdd(context.Request.Url!.AbsolutePath, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult(body.ToArray());
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // Closed.
        }
    }

    static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
