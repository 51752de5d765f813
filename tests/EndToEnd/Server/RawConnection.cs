using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace MetaLogging.EndToEnd.Server;

/// <summary>A connection that sees every byte: whether an answer is whole, torn, or not there at all.</summary>
internal sealed class RawConnection : IDisposable
{
    readonly TcpClient _client = new() { NoDelay = true };
    readonly byte[] _buffer = new byte[64 << 10];
    int _length;

    RawConnection()
    {
    }

    public static async Task<RawConnection> OpenAsync(Uri address, CancellationToken cancellationToken)
    {
        RawConnection connection = new();
        await connection._client.ConnectAsync(address.Host, address.Port, cancellationToken);
        return connection;
    }

    /// <summary>Sends a delivery, and answers the status; null where the connection was closed without an answer. A torn answer fails the test.</summary>
    public async Task<int?> SendAsync(Delivery delivery, string key, CancellationToken cancellationToken)
    {
        byte[] body = delivery.Body;
        string head = string.Create(
            CultureInfo.InvariantCulture,
            $"POST {delivery.Path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\nContent-Type: {delivery.MediaType}\r\nContent-Length: {body.Length}\r\n\r\n");
        _length = 0;
        try
        {
            NetworkStream stream = _client.GetStream();
            await stream.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. body], cancellationToken);
            while (Whole() is var status)
            {
                if (status is not null)
                {
                    return status;
                }

                int read = await stream.ReadAsync(_buffer.AsMemory(_length), cancellationToken);
                if (read == 0)
                {
                    break;
                }

                _length += read;
            }
        }
        catch (IOException)
        {
            // Reset: the same as closed.
        }

        Assert.True(_length == 0, $"The answer is torn: {Encoding.UTF8.GetString(_buffer, 0, _length)}");
        return null;
    }

    public void Dispose() => _client.Dispose();

    /// <summary>The status of the answer, if all of it is there.</summary>
    int? Whole()
    {
        string text = Encoding.Latin1.GetString(_buffer, 0, _length);
        int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
        {
            return null;
        }

        string[] head = text[..end].Split("\r\n");
        string? length = head.FirstOrDefault(line => line.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase));
        Assert.NotNull(length);
        int whole = end + 4 + int.Parse(length.AsSpan("Content-Length: ".Length), CultureInfo.InvariantCulture);
        Assert.True(_length <= whole, $"More than an answer: {text}");
        return _length == whole ? int.Parse(head[0].Split(' ')[1], CultureInfo.InvariantCulture) : null;
    }
}
