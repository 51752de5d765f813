using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace MetaLogging.EndToEnd.Server;

/// <summary>One request that records: an event, or a batch of them. The content follows from the ids, so that whoever checks can tell what it must be.</summary>
internal sealed record Delivery(IReadOnlyList<Guid> Ids, bool IsPacked)
{
    /// <summary>Every third is a batch, and half of these are packed.</summary>
    public static Delivery Next(Random random)
    {
        int events = random.Next(3) == 0 ? random.Next(2, 60) : 1;
        return new([.. Enumerable.Range(0, events).Select(_ => NewId(random))], events > 1 && random.Next(2) == 0);
    }

    /// <summary>Whether an item is the one of its id, whole.</summary>
    public static bool IsWhole(JsonObject item) => (string?)item["additional_data"]?["text"] == TextOf(Guid.Parse(item.Text("id")!));

    /// <summary>The path it is sent to.</summary>
    public string Path => Ids.Count == 1 ? "/api/v1/audit-events" : "/api/v1/events";

    /// <summary>The body, unpacked.</summary>
    public byte[] Body => Encoding.UTF8.GetBytes(Ids.Count == 1 ? EventOf(Ids[0]) : string.Concat(Ids.Select(id => EventOf(id) + "\n")));

    /// <summary>The media type of the body.</summary>
    public string MediaType => Ids.Count == 1 ? "application/json" : "application/x-ndjson";

    /// <summary>Sends it; the server must have taken it, now or before.</summary>
    /// <exception cref="HttpRequestException">There was no answer.</exception>
    public async Task SendAsync(HttpClient client, CancellationToken cancellationToken)
    {
        using ByteArrayContent content = new(IsPacked ? Pack(Body) : Body);
        content.Headers.ContentType = new MediaTypeHeaderValue(MediaType);
        if (IsPacked)
        {
            content.Headers.ContentEncoding.Add("gzip");
        }

        using HttpResponseMessage answer = await client.PostAsync(new Uri(Path, UriKind.Relative), content, cancellationToken);
        string text = await answer.Content.ReadAsStringAsync(cancellationToken);
        Assert.True((int)answer.StatusCode is 200 or 201, $"{(int)answer.StatusCode} {text}");
    }

    static Guid NewId(Random random)
    {
        byte[] bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }

    static string TextOf(Guid id) => string.Concat(Enumerable.Repeat(id.ToString(), 1 + (id.ToByteArray()[0] & 7)));

    static string EventOf(Guid id) => new JsonObject
    {
        ["kind"] = "audit_event",
        ["id"] = id.ToString(),
        ["action"] = "order.ship",
        ["resource_type"] = "order",
        ["resource_id"] = id.ToString("N")[..8],
        ["user_id"] = $"user-{id.GetHashCode() & 15}",
        ["additional_data"] = new JsonObject { ["text"] = TextOf(id) },
    }.ToJsonString();

    static byte[] Pack(byte[] body)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest))
        {
            gzip.Write(body);
        }

        return packed.ToArray();
    }
}
