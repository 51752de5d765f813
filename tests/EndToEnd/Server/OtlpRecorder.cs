using System.Net;
using System.Text;
using Xunit;

namespace MetaLogging.EndToEnd.Server;

/// <summary>Receives what OpenTelemetry exports over HTTP, on a free port of loopback, and answers that it is welcome.</summary>
internal sealed class OtlpRecorder : IAsyncDisposable
{
    readonly HttpListener _listener = new();
    readonly Lock _lock = new();
    readonly List<(string Path, byte[] Body)> _received = [];
    TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Task _serving;

    public OtlpRecorder()
    {
        Address = $"http://127.0.0.1:{LoopbackPort.Free()}";
        _listener.Prefixes.Add(Address + "/");
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>Where it listens.</summary>
    public string Address { get; }

    /// <summary>All that has come so far.</summary>
    public IReadOnlyList<byte[]> Received
    {
        get
        {
            lock (_lock)
            {
                return [.. _received.Select(one => one.Body)];
            }
        }
    }

    /// <summary>Waits until something has come to a path, <c>/v1/metrics</c>, with these words in it.</summary>
    public async Task<byte[]> ReceivedAsync(string path, string words, CancellationToken cancellationToken)
    {
        byte[] sought = Encoding.UTF8.GetBytes(words);
        while (true)
        {
            Task news;
            lock (_lock)
            {
                if (_received.Find(one => one.Path == path && one.Body.AsSpan().IndexOf(sought) >= 0).Body is { } found)
                {
                    return found;
                }

                news = _news.Task;
            }

            await news.WaitAsync(cancellationToken);
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
                lock (_lock)
                {
                    _received.Add((context.Request.Url!.AbsolutePath, body.ToArray()));
                    _news.SetResult();
                    _news = new(TaskCreationOptions.RunContinuationsAsynchronously);
                }
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // Closed.
        }
    }
}
