using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MetaLogging.Api.Tests.Support;

/// <summary>A connection on which a test writes the bytes itself, for what a polite client would never send.</summary>
internal sealed class RawConnection : IDisposable
{
    readonly System.Net.Sockets.Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    readonly byte[] _buffer = new byte[64 << 10];
    int _start;
    int _end;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<RawConnection> OpenAsync(RunningServer server, IPAddress? from = null)
    {
        RawConnection connection = new();
        if (from is not null)
        {
            connection._socket.Bind(new IPEndPoint(from, 0));
        }

        await connection._socket.ConnectAsync(server.EndPoint, Cancel);
        return connection;
    }

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await _socket.SendAsync(bytes, Cancel)..];
        }
    }

    /// <summary>Says that nothing more will be sent.</summary>
    public void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Breaks the connection off, as a machine that lost its power would have it.</summary>
    public void Reset()
    {
        _socket.LingerState = new(enable: true, seconds: 0);
        _socket.Dispose();
    }

    /// <summary>The next answer; null where the server closed the connection without one.</summary>
    public async Task<Answer?> ReadAsync(bool isHead = false)
    {
        Answer? answer;
        do
        {
            answer = await ReadOneAsync(isHead);
        }
        while (answer?.Status == 100);
        return answer;
    }

    public void Dispose() => _socket.Dispose();

    async Task<Answer?> ReadOneAsync(bool isHead)
    {
        if (await ReadLineAsync() is not { } first)
        {
            return null;
        }

        int status = int.Parse(first.Split(' ')[1], CultureInfo.InvariantCulture);
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        while (await ReadLineAsync() is { Length: > 0 } line)
        {
            int at = line.IndexOf(':', StringComparison.Ordinal);
            headers[line[..at]] = line[(at + 1)..].Trim();
        }

        string body = status == 100 || isHead ? ""
            : headers.GetValueOrDefault("Transfer-Encoding") == "chunked" ? await ReadChunksAsync()
            : await ReadBytesAsync(int.Parse(headers.GetValueOrDefault("Content-Length", "0"), CultureInfo.InvariantCulture));
        return new(status, body, headers);
    }

    async Task<string> ReadChunksAsync()
    {
        StringBuilder body = new();
        while (true)
        {
            string size = await ReadLineAsync() ?? throw new EndOfStreamException("The answer ends within its chunks.");
            int length = int.Parse(size, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            body.Append(await ReadBytesAsync(length));
            await ReadLineAsync();
            if (length == 0)
            {
                return body.ToString();
            }
        }
    }

    async Task<string> ReadBytesAsync(int length)
    {
        MemoryStream body = new();
        while (body.Length < length)
        {
            if (_start == _end && !await FillAsync())
            {
                throw new EndOfStreamException("The answer ends within its body.");
            }

            int count = (int)Math.Min(length - body.Length, _end - _start);
            body.Write(_buffer, _start, count);
            _start += count;
        }

        return Encoding.UTF8.GetString(body.GetBuffer(), 0, length);
    }

    async Task<string?> ReadLineAsync()
    {
        StringBuilder line = new();
        while (true)
        {
            if (_start == _end && !await FillAsync())
            {
                return line.Length == 0 ? null : throw new EndOfStreamException("The answer ends within its headers.");
            }

            char next = (char)_buffer[_start++];
            if (next == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append(next);
        }
    }

    async Task<bool> FillAsync()
    {
        _start = 0;
        try
        {
            _end = await _socket.ReceiveAsync(_buffer, Cancel);
        }
        catch (SocketException)
        {
            _end = 0;   // the server has closed it
        }

        return _end > 0;
    }
}
