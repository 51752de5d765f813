using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MetaLogging.InfluxDb.Tests.Support;

/// <summary>
/// Stands between a store and a server, sees all requests, and forwards them; or answers otherwise, as it is told. It speaks as much HTTP/1.1 as that needs.
/// </summary>
internal sealed class ForwardingServer : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _stopping = new();
    readonly Lock _lock = new();
    readonly List<SeenRequest> _requests = [];
    readonly List<Task> _connections = [];
    readonly Task _accepting;
    readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
    volatile Reply _reply = Reply.Forwarded;

    public ForwardingServer(InfluxServer behind)
    {
        Behind = behind;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public InfluxServer Behind { get; }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture)}/");

    /// <summary>What it does with requests that come from now on.</summary>
    public Reply Reply
    {
        get => _reply;
        set => _reply = value;
    }

    public IReadOnlyList<SeenRequest> Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    public IEnumerable<SeenRequest> Writes => Requests.Where(request => request.IsWrite);

    /// <summary>The settings of a store that asks by way of it.</summary>
    public InfluxDbOptions Options(string database)
    {
        InfluxDbOptions options = Behind.Options(database);
        options.Host = Address.ToString();
        return options;
    }

    /// <summary>Holds the next write back, and forwards it when the task has ended, whether its sender still waits or not; all else is forwarded at once.</summary>
    /// <returns>Ends when the write has been forwarded.</returns>
    public Task<bool> HoldNextWrite(Task release)
    {
        TaskCompletionSource<bool> forwarded = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int writes = 0;
        Reply held = new(async exchange =>
        {
            await release.WaitAsync(exchange.Stopping);
            await exchange.ForwardAsync();
            forwarded.SetResult(true);
            return false;
        });
        Reply = Reply.By(request => request.IsWrite && Interlocked.Increment(ref writes) == 1 ? held : Reply.Forwarded);
        return forwarded.Task;
    }

    /// <summary>Sends a request on, and answers with what came back, as bytes of HTTP.</summary>
    public async Task<(byte[] Head, byte[] Body)> ForwardAsync(SeenRequest request)
    {
        using HttpRequestMessage message = new(new HttpMethod(request.Method), new Uri(Behind.Address, request.Target));
        message.Content = new ByteArrayContent(request.Body);
        foreach ((string name, string value) in request.Headers)
        {
            if (name.ToUpperInvariant() is not ("HOST" or "CONTENT-LENGTH" or "TRANSFER-ENCODING" or "CONNECTION" or "EXPECT" or "ACCEPT-ENCODING")
                && !message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using HttpResponseMessage response = await _http.SendAsync(message);
        byte[] body = await response.Content.ReadAsByteArrayAsync();
        StringBuilder head = new();
        head.Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {(int)response.StatusCode} {response.ReasonPhrase}\r\n");
        foreach ((string name, IEnumerable<string> values) in response.Headers.Concat(response.Content.Headers))
        {
            if (name is not ("Content-Length" or "Transfer-Encoding"))
            {
                head.Append(CultureInfo.InvariantCulture, $"{name}: {string.Join(", ", values)}\r\n");
            }
        }

        string length = response.StatusCode == HttpStatusCode.NoContent
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n");
        return (Encoding.Latin1.GetBytes($"{head}{length}\r\n"), body);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting;
        Task[] connections;
        lock (_lock)
        {
            connections = [.. _connections];
        }

        await Task.WhenAll(connections);
        _http.Dispose();
        _stopping.Dispose();
    }

    async Task AcceptAsync()
    {
        try
        {
            for (; ; )
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                lock (_lock)
                {
                    _connections.Add(ServeAsync(client));
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It is being disposed.
        }
    }

    async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            client.NoDelay = true;
            Stream stream = client.GetStream();
            await using BufferedStream input = new(stream, 64 << 10);
            RequestReader reader = new(input);
            try
            {
                while (await reader.ReadAsync(_stopping.Token) is { } request)
                {
                    lock (_lock)
                    {
                        _requests.Add(request);
                    }

                    if (!await Reply.SendAsync(new(this, request, stream, _stopping.Token)))
                    {
                        return;
                    }
                }
            }
            catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException)
            {
                // The connection ends, as that of the server behind did, or the client's.
            }
        }
    }
}
