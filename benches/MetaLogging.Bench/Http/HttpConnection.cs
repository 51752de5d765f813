using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;

namespace MetaLogging.Bench.Http;

/// <summary>
/// One connection that is kept open and has one request under way at a time. It does as little as it can, so that the server is what is
/// measured: requests are bytes made beforehand, and of the answer only the status, the length and the body are looked at.
/// </summary>
internal sealed class HttpConnection : IDisposable
{
    const int FirstBuffer = 16 << 10;
    const int LongestAnswer = 64 << 20;

    readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    byte[] _buffer = new byte[FirstBuffer];
    int _received;
    int _bodyStart;
    int _bodyLength;

    HttpConnection()
    {
    }

    /// <summary>The body of the last answer; good until the next request is sent.</summary>
    public ReadOnlySpan<byte> Body => _buffer.AsSpan(_bodyStart, _bodyLength);

    /// <summary>After how many seconds a server that refused wants to be asked again; 1 where it does not say.</summary>
    public int RetryAfter { get; private set; }

    public static async Task<HttpConnection> OpenAsync(int port)
    {
        HttpConnection connection = new();
        try
        {
            await connection._socket.ConnectAsync(IPAddress.Loopback, port);
            return connection;
        }
        catch (SocketException)
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Sends a request and answers the status when the whole answer is there.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> SendAsync(ReadOnlyMemory<byte> request)
    {
        await _socket.SendAsync(request);
        _received = 0;
        int end;
        while ((end = _buffer.AsSpan(0, _received).IndexOf("\r\n\r\n"u8)) < 0)
        {
            await ReceiveAsync();
        }

        ReadOnlySpan<byte> head = _buffer.AsSpan(0, end + 2);
        if (!Utf8Parser.TryParse(head["HTTP/1.1 ".Length..], out int status, out _))
        {
            throw new InvalidDataException($"This is no answer: {Encoding.UTF8.GetString(head)}");
        }

        RetryAfter = Number(head, "\r\nretry-after: "u8) ?? 1;
        _bodyStart = end + 4;
        if (Number(head, "\r\ncontent-length: "u8) is { } length)
        {
            _bodyLength = length;
            while (_received < _bodyStart + length)
            {
                await ReceiveAsync();
            }
        }
        else if (status == 204)
        {
            _bodyLength = 0;
        }
        else
        {
            await ReceiveChunksAsync();
        }

        return status;
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>Receives a body in chunks, and moves them together.</summary>
    async ValueTask ReceiveChunksAsync()
    {
        _bodyLength = 0;
        int at = _bodyStart;
        while (true)
        {
            int end;
            while ((end = _buffer.AsSpan(at, _received - at).IndexOf("\r\n"u8)) < 0)
            {
                await ReceiveAsync();
            }

            if (!Utf8Parser.TryParse(_buffer.AsSpan(at, end), out int length, out _, 'x'))
            {
                throw new InvalidDataException("The answer has neither a length nor chunks.");
            }

            at += end + 2;
            while (_received < at + length + 2)
            {
                await ReceiveAsync();
            }

            if (length == 0)
            {
                return;
            }

            _buffer.AsSpan(at, length).CopyTo(_buffer.AsSpan(_bodyStart + _bodyLength));
            _bodyLength += length;
            at += length + 2;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    async ValueTask ReceiveAsync()
    {
        if (_received == _buffer.Length)
        {
            if (_buffer.Length >= LongestAnswer)
            {
                throw new InvalidDataException($"The answer has more than {LongestAnswer} bytes.");
            }

            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        int count = await _socket.ReceiveAsync(_buffer.AsMemory(_received));
        _received += count;
        if (count == 0)
        {
            throw new EndOfStreamException("The server closed the connection before its answer was complete.");
        }
    }

    /// <summary>The number of a header; null where it is missing.</summary>
    /// <param name="name">In lower case, with the line end before it and the colon behind it.</param>
    static int? Number(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name)
    {
        for (int at = head.IndexOf((byte)'\r'); at >= 0 && at + name.Length < head.Length;)
        {
            ReadOnlySpan<byte> rest = head[at..];
            if (Ascii.EqualsIgnoreCase(rest[..name.Length], name))
            {
                return Utf8Parser.TryParse(rest[name.Length..], out int number, out _) ? number : null;
            }

            int next = rest[1..].IndexOf((byte)'\r');
            at = next < 0 ? -1 : at + 1 + next;
        }

        return null;
    }
}
