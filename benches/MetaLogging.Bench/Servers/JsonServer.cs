using System.Buffers;
using MetaLogging.Bench.Data;
using MetaLogging.Bench.Http;
using MetaLogging.Events;

namespace MetaLogging.Bench.Servers;

/// <summary>A server that is sent what our API is sent: JSON, and lines of JSON.</summary>
/// <param name="key">The API key.</param>
internal abstract class JsonServer(ServerProcess process, int port, string key) : MeasuredServer(process, port)
{
    string Key => $"Authorization: Bearer {key}\r\n";

    public override byte[] Single(AuditEvent item, long n)
    {
        ArrayBufferWriter<byte> body = new(512);
        EventLines.AppendJson(body, item);
        return HttpRequest.Post(Port, "/api/v1/audit-events", $"{Key}Content-Type: application/json\r\n", body.WrittenSpan);
    }

    /// <summary>A request for <paramref name="target"/>.</summary>
    public byte[] Get(string target) => HttpRequest.Get(Port, target, Key);

    protected override void AppendLine(ArrayBufferWriter<byte> body, AuditEvent item, long n) => EventLines.AppendJson(body, item);

    protected override byte[] Batch(ReadOnlySpan<byte> body, BodyEncoding encoding) =>
        HttpRequest.Post(Port, "/api/v1/events", $"{Key}Content-Type: application/x-ndjson\r\n{ContentEncoding(encoding)}", body);
}
