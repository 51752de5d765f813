using System.Globalization;
using System.Text;

namespace MetaLogging.InfluxDb.Tests.Support;

/// <summary>Reads requests of HTTP/1.1 from a buffered connection, one after the other.</summary>
internal sealed class RequestReader(Stream input)
{
    /// <summary>The next one; null where the client has ended the connection.</summary>
    public async Task<SeenRequest?> ReadAsync(CancellationToken cancellationToken)
    {
        if (await LineAsync(cancellationToken) is not { Length: > 0 } first)
        {
            return null;
        }

        string[] words = first.Split(' ');
        List<(string Name, string Value)> headers = [];
        while (await LineAsync(cancellationToken) is { Length: > 0 } line)
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            headers.Add((line[..colon], line[(colon + 1)..].Trim()));
        }

        string? length = headers.Find(header => header.Name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)).Value;
        bool isChunked = headers.Exists(header => header.Name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase));
        byte[] body = isChunked
            ? await ChunksAsync(cancellationToken)
            : await BytesAsync(int.Parse(length ?? "0", CultureInfo.InvariantCulture), cancellationToken);
        return new(words[0], words[1], headers, body);
    }

    async Task<byte[]> ChunksAsync(CancellationToken cancellationToken)
    {
        using MemoryStream body = new();
        for (; ; )
        {
            int length = int.Parse(await LineAsync(cancellationToken) ?? "0", NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            body.Write(await BytesAsync(length, cancellationToken));
            await LineAsync(cancellationToken);
            if (length == 0)
            {
                return body.ToArray();
            }
        }
    }

    async Task<byte[]> BytesAsync(int length, CancellationToken cancellationToken)
    {
        byte[] bytes = new byte[length];
        await input.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    async Task<string?> LineAsync(CancellationToken cancellationToken)
    {
        StringBuilder line = new();
        byte[] one = new byte[1];
        while (await input.ReadAsync(one, cancellationToken) == 1)
        {
            if (one[0] == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append((char)one[0]);
        }

        return null;
    }
}
