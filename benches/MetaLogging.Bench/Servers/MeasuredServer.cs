using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using MetaLogging.Bench.Data;
using MetaLogging.Bench.Http;
using MetaLogging.Events;
using ZstdSharp;

namespace MetaLogging.Bench.Servers;

/// <summary>A server that takes the generated events, in a process of its own.</summary>
internal abstract class MeasuredServer(ServerProcess process, int port) : IAsyncDisposable
{
    public const string Floor = "floor";
    public const string Ours = "ours";
    public const string Influx = "influxd";

    static readonly TimeSpan BetweenCounts = TimeSpan.FromMilliseconds(20);

    public int Port => port;

    public ServerProcess Process => process;

    /// <summary>Whether events can be queried afterwards.</summary>
    public virtual bool KeepsEvents => true;

    /// <summary>Starts one of them in a folder, and returns when it answers.</summary>
    public static async Task<MeasuredServer> StartAsync(string name, string folder) => name switch
    {
        Floor => await FloorServer.StartAsync(),
        Ours => await OurServer.StartAsync(folder),
        Influx => await InfluxServer.StartAsync(folder),
        _ => throw new ArgumentException($"There is no server {name}."),
    };

    /// <summary>The request that sends one event.</summary>
    public abstract byte[] Single(AuditEvent item, long n);

    /// <summary>Requests that each send one of so many events.</summary>
    public byte[][] Singles(long count)
    {
        byte[][] requests = new byte[count][];
        Parallel.For(0, requests.Length, n => requests[n] = Single(GeneratedEvents.Event(n, count), n));
        return requests;
    }

    /// <summary>Requests that each send a batch of events.</summary>
    /// <param name="eventAt">Makes the n-th event.</param>
    public byte[][] Batches(long from, long to, int size, Func<long, AuditEvent> eventAt, BodyEncoding encoding = BodyEncoding.None)
    {
        byte[][] requests = new byte[(to - from + size - 1) / size][];
        Parallel.For(0, requests.Length, i =>
        {
            ArrayBufferWriter<byte> body = new(size * 512);
            long first = from + (long)i * size;
            for (long n = first; n < Math.Min(first + size, to); n++)
            {
                AppendLine(body, eventAt(n), n);
                body.Write("\n"u8);
            }

            requests[i] = Batch(Pack(body.WrittenSpan, encoding), encoding);
        });
        return requests;
    }

    /// <summary>Waits until so many events are found by a query.</summary>
    /// <exception cref="InvalidOperationException">They are not, at the end of that time; or there are more.</exception>
    public async Task WaitUntilQueryableAsync(long events, TimeSpan longest)
    {
        using HttpConnections connections = await HttpConnections.OpenAsync(port, 1, longest);
        long found = await CountAsync(connections.All[0]);
        while (found < events)
        {
            await Task.Delay(BetweenCounts);
            found = await CountAsync(connections.All[0]);
        }

        if (found > events)
        {
            throw new InvalidOperationException(
                string.Create(CultureInfo.InvariantCulture, $"{found} events are found where {events} were sent."));
        }
    }

    public virtual async ValueTask DisposeAsync() => await process.DisposeAsync();

    protected static string ContentEncoding(BodyEncoding encoding) =>
        encoding == BodyEncoding.None ? "" : $"Content-Encoding: {(encoding == BodyEncoding.Gzip ? "gzip" : "zstd")}\r\n";

    /// <summary>A line of a batch, without its end.</summary>
    protected abstract void AppendLine(ArrayBufferWriter<byte> body, AuditEvent item, long n);

    /// <summary>The request that sends a batch.</summary>
    protected abstract byte[] Batch(ReadOnlySpan<byte> body, BodyEncoding encoding);

    /// <summary>How many events a query finds.</summary>
    protected abstract Task<long> CountAsync(HttpConnection connection);

    static byte[] Pack(ReadOnlySpan<byte> body, BodyEncoding encoding)
    {
        switch (encoding)
        {
            case BodyEncoding.Gzip:
                using (MemoryStream packed = new())
                {
                    using (GZipStream gzip = new(packed, CompressionLevel.Optimal))
                    {
                        gzip.Write(body);
                    }

                    return packed.ToArray();
                }

            case BodyEncoding.Zstd:
                using (Compressor zstd = new())
                {
                    return zstd.Wrap(body).ToArray();
                }

            default:
                return body.ToArray();
        }
    }
}
