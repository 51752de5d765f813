using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MetaLogging.Tests.Remote;

/// <summary>A request as a server got it.</summary>
internal sealed record Asked(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>What a server sends back; nothing of HTTP is checked, so that it can be wrong.</summary>
/// <param name="Text">All that is sent.</param>
internal sealed record Reply(string Text)
{
    /// <summary>Ends once the connection may be closed; null: it stays open for the next request.</summary>
    public Func<CancellationToken, Task>? UntilClosed { get; init; } = _ => Task.CompletedTask;

    public static Reply Json(int status, string body, params string[] headers) => Of(status, "application/json", body, headers);

    public static Reply Problem(int status, string body, params string[] headers) => Of(status, "application/problem+json", body, headers);

    public static Reply Of(int status, string type, string body, params string[] headers) => new(
        $"HTTP/1.1 {status} Some Words\r\nContent-Type: {type}\r\n" + string.Concat(headers.Select(header => header + "\r\n"))
        + $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}")
    { UntilClosed = null };

    /// <summary>A stream of lines that goes on until <paramref name="untilClosed"/> ends.</summary>
    public static Reply Stream(string lines, Func<CancellationToken, Task> untilClosed, string end = "") => new(
        "HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"
        + $"{Encoding.UTF8.GetByteCount(lines):x}\r\n{lines}\r\n{end}")
    { UntilClosed = untilClosed };

    /// <summary>Nothing at all, and the connection stays open.</summary>
    public static Reply Never { get; } = new("") { UntilClosed = new TaskCompletionSource().Task.WaitAsync };
}

/// <summary>A real little HTTP server on loopback or on a unix socket, whose answers are written by hand.</summary>
internal sealed class LittleServer : IAsyncDisposable
{
    readonly CancellationTokenSource _stop = new();
    readonly Socket _socket;
    readonly Func<Asked, Reply> _answer;
    readonly ConcurrentQueue<Asked> _asked = new();
    readonly ConcurrentBag<Task> _talks = [];
    readonly Task _accepting;

    public LittleServer(Func<Asked, Reply> answer, EndPoint? at = null)
    {
        _answer = answer;
        at ??= new IPEndPoint(IPAddress.Loopback, 0);
        _socket = new Socket(at.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        _socket.Bind(at);
        _socket.Listen();
        _accepting = AcceptAsync();
    }

    /// <summary>Answers each request with the next of these, and with the last one ever after.</summary>
    public LittleServer(params Reply[] replies)
        : this(InTurn(replies))
    {
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_socket.LocalEndPoint!).Port}");

    public Asked[] Asked => [.. _asked];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _socket.Dispose();
        await _accepting;
        await Task.WhenAll(_talks);
        _stop.Dispose();
    }

    static Func<Asked, Reply> InTurn(Reply[] replies)
    {
        int next = 0;
        return _ => replies[Math.Min(Interlocked.Increment(ref next), replies.Length) - 1];
    }

    async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _talks.Add(TalkAsync(await _socket.AcceptAsync(_stop.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It stops.
        }
    }

    async Task TalkAsync(Socket socket)
    {
        try
        {
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            while (await ReadAsync(stream) is { } asked)
            {
                _asked.Enqueue(asked);
                Reply reply = _answer(asked);
                await stream.WriteAsync(Encoding.UTF8.GetBytes(reply.Text), _stop.Token);
                if (reply.UntilClosed is { } untilClosed)
                {
                    await untilClosed(_stop.Token);
                    return;
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The client went, or the server stops.
        }
    }

    async Task<Asked?> ReadAsync(NetworkStream stream)
    {
        List<byte> head = [];
        byte[] one = new byte[1];
        while (head.Count < 4 || !head[^4..].SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0)
            {
                return null;
            }

            head.Add(one[0]);
        }

        string[] lines = Encoding.UTF8.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        foreach (string line in lines[1..])
        {
            headers[line[..line.IndexOf(':', StringComparison.Ordinal)]] = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        }

        byte[] body = new byte[headers.TryGetValue("Content-Length", out string? length) ? int.Parse(length, CultureInfo.InvariantCulture) : 0];
        await stream.ReadExactlyAsync(body, _stop.Token);
        string[] request = lines[0].Split(' ');
        return new Asked(request[0], request[1], headers, Encoding.UTF8.GetString(body));
    }
}
