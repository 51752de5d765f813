using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using MetaLogging.Bench.Data;
using MetaLogging.Bench.Http;
using MetaLogging.Events;

namespace MetaLogging.Bench.Servers;

/// <summary>
/// Debian's influxd 1.6 with a configuration of its own: loopback, its own folders, no reports to its vendor, no log of requests, and for
/// the rest as it comes, so that each write is flushed before it is answered.
/// </summary>
internal sealed class InfluxServer(ServerProcess process, int port) : MeasuredServer(process, port)
{
    const string Database = "bench";

    /// <summary>The program; null where it is not installed.</summary>
    public static string? Program { get; } = File.Exists("/usr/bin/influxd") ? "/usr/bin/influxd" : null;

    public static async Task<MeasuredServer> StartAsync(string folder)
    {
        int port = ServerProcess.FreePort();
        string configuration = Path.Combine(folder, "influxdb.conf");
        await File.WriteAllTextAsync(configuration, string.Create(CultureInfo.InvariantCulture,
            $"""
            reporting-disabled = true
            bind-address = "127.0.0.1:{ServerProcess.FreePort()}"
            [meta]
              dir = "{folder}/meta"
            [data]
              dir = "{folder}/data"
              wal-dir = "{folder}/wal"
              query-log-enabled = false
            [monitor]
              store-enabled = false
            [http]
              bind-address = "127.0.0.1:{port}"
              log-enabled = false
            """));
        ServerProcess process = ServerProcess.Start(
            new ProcessStartInfo(Program ?? throw new InvalidOperationException("influxd is not installed."), ["-config", configuration]));
        await process.WaitUntilReadyAsync(port, "/ping");
        using HttpConnection connection = await HttpConnection.OpenAsync(port);
        byte[] create = HttpRequest.Post(port, $"/query?q=CREATE+DATABASE+{Database}", "", []);
        return await connection.SendAsync(create) == 200
            ? new InfluxServer(process, port)
            : throw new InvalidOperationException($"No database could be made: {Encoding.UTF8.GetString(connection.Body)}");
    }

    public override byte[] Single(AuditEvent item, long n)
    {
        ArrayBufferWriter<byte> body = new(512);
        EventLines.AppendLineProtocol(body, item, n);
        return Batch(body.WrittenSpan, BodyEncoding.None);
    }

    protected override void AppendLine(ArrayBufferWriter<byte> body, AuditEvent item, long n) =>
        EventLines.AppendLineProtocol(body, item, n);

    protected override byte[] Batch(ReadOnlySpan<byte> body, BodyEncoding encoding) =>
        HttpRequest.Post(Port, $"/write?db={Database}&precision=ns", ContentEncoding(encoding), body);

    protected override async Task<long> CountAsync(HttpConnection connection)
    {
        const string Question = "SELECT+count(user_id)+FROM+audit_events";
        await connection.SendAsync(HttpRequest.Get(Port, $"/query?db={Database}&q={Question}"));
        Utf8JsonReader reader = new(connection.Body);
        using JsonDocument answer = JsonDocument.ParseValue(ref reader);
        // Without a point there is no series.
        return answer.RootElement.GetProperty("results")[0].TryGetProperty("series", out JsonElement series)
            ? series[0].GetProperty("values")[0][1].GetInt64()
            : 0;
    }
}
