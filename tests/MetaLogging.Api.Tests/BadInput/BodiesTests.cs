using System.Text;
using System.Text.Json.Nodes;

namespace MetaLogging.Api.Tests.BadInput;

public sealed class BodiesTests(SharedServer shared)
{
    const string Path = "/api/v1/audit-events";

    static readonly byte[] Event = Encoding.UTF8.GetBytes(Some.Audit);

    Client Owner => shared.Server.Owner();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/json-seq")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/json; charset=iso-8859-1")]
    [InlineData("application/x-ndjson; charset=utf-16")]
    [InlineData("no media type at all")]
    public async Task Another_media_type_or_charset_is_415_on_every_route_that_records(string? type)
    {
        foreach (string path in new[] { "audit-events", "failed-logins", "system-events", "events", "keys" })
        {
            Answer answer = await Owner.PostAsync($"/api/v1/{path}", Event, type);
            Assert.Contains("application/json", answer.IsProblem(415).Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("Application/JSON;charset=\"UTF-8\"")]
    [InlineData("application/json ; q=1")]
    public async Task Spellings_of_the_right_media_type_are_taken(string type) => (await Owner.PostAsync(Path, Event, type)).Is(201);

    [Theory]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("gzip, gzip")]
    [InlineData("gzip, zstd")]
    [InlineData("nonsense")]
    public async Task Another_content_encoding_is_415(string encoding)
    {
        (await Owner.PostAsync(Path, Packed.Gzip(Some.Audit), "application/json", encoding)).IsProblem(415);
        (await Owner.PostAsync(Path, Packed.Gzip(Some.Audit), "application/x-ndjson", encoding)).IsProblem(415);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("x-gzip")]
    [InlineData("GZip")]
    [InlineData("zstd")]
    [InlineData("Zstd")]
    [InlineData("identity")]
    public async Task Packed_bodies_are_recorded_alone_and_in_batches(string encoding)
    {
        string action = Some.Name("packed");
        byte[] Pack(string text) => encoding.ToUpperInvariant() switch { "ZSTD" => Packed.Zstd(text), "IDENTITY" => Encoding.UTF8.GetBytes(text), _ => Packed.Gzip(text) };
        (await Owner.PostAsync(Path, Pack(Some.AuditOf(action)), "application/json", encoding)).Is(201);
        string lines = string.Join('\n', Enumerable.Range(0, 500).Select(i => Some.AuditOf(action, $",\"user_id\":\"user{i}\"")));
        Answer answer = (await Owner.PostAsync(Path, Pack(lines), "application/x-ndjson", encoding)).Is(201);
        Assert.Equal(500, answer.Json["accepted"]!.GetValue<int>());
        Assert.Equal(501, (await Owner.GetAsync($"{Path}?action={action}&limit=1&include_total=true")).Json["total"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd")]
    public async Task Packed_bodies_that_are_cut_short_or_damaged_are_400_and_leave_no_trace(string encoding)
    {
        string action = Some.Name("damaged");
        string lines = string.Join('\n', Enumerable.Range(0, 300).Select(i => Some.AuditOf(action, $",\"user_id\":\"{Guid.NewGuid()}\"")));
        byte[] whole = encoding == "gzip" ? Packed.Gzip(lines) : Packed.Zstd(lines);
        byte[] one = encoding == "gzip" ? Packed.Gzip(Some.AuditOf(action)) : Packed.Zstd(Some.AuditOf(action));
        foreach (int length in new[] { 1, 5, 12, whole.Length / 2, whole.Length - 9, whole.Length - 1 })
        {
            (await Owner.PostAsync(Path, whole[..length], "application/x-ndjson", encoding)).IsProblem(400);
        }

        (await Owner.PostAsync(Path, one[..^2], "application/json", encoding)).IsProblem(400);
        byte[] flipped = [.. whole];
        flipped[whole.Length / 2] ^= 0x55;
        (await Owner.PostAsync(Path, flipped, "application/x-ndjson", encoding)).Is(400);
        (await Owner.PostAsync(Path, [.. whole, .. "and more"u8], "application/x-ndjson", encoding)).Is(400);
        (await Owner.PostAsync(Path, Encoding.UTF8.GetBytes(lines), "application/x-ndjson", encoding)).IsProblem(400, "$");
        Assert.Empty((await Owner.GetAsync($"{Path}?action={action}")).Items);
    }

    [Fact]
    public async Task A_body_past_its_limit_is_413_with_and_without_a_length()
    {
        byte[] single = Encoding.UTF8.GetBytes(Some.AuditOf("a", $",\"additional_data\":{{\"t\":\"{new string('x', 200 << 10)}\"}}"));
        byte[] batch = new byte[(16 << 20) + 2];
        batch.AsSpan().Fill((byte)' ');
        Event.CopyTo(batch, 0);
        foreach ((byte[] body, string type) in new[] { (single, "application/json"), (batch, "application/x-ndjson"), (new byte[40 << 20], "application/x-ndjson") })
        {
            (await Owner.PostAsync(Path, body, type)).IsProblem(413);
            HttpRequestMessage chunked = Owner.Request(HttpMethod.Post, Path);
            chunked.Headers.TransferEncodingChunked = true;
            chunked.Content = new StreamContent(new MemoryStream(body));
            chunked.Content.Headers.ContentType = new(type);
            (await Owner.SendAsync(chunked)).IsProblem(413);
        }

        (await Owner.PostAsync("/api/v1/keys", Encoding.UTF8.GetBytes($"{{\"name\":\"{new string('x', 20_000)}\"}}"), "application/json")).IsProblem(413);
    }

    [Fact]
    public async Task A_batch_of_exactly_16_MiB_is_taken()
    {
        byte[] batch = new byte[16 << 20];
        batch.AsSpan().Fill((byte)' ');
        Event.CopyTo(batch, 0);
        batch[^1] = (byte)'\n';
        for (int i = 1 << 15; i < batch.Length; i += 1 << 15)
        {
            batch[i] = (byte)'\n';
        }

        (await Owner.PostAsync(Path, batch, "application/x-ndjson")).Is(201);
    }

    [Fact]
    public async Task More_than_100_000_lines_are_413_and_as_many_are_taken()
    {
        byte[] lines = [.. Enumerable.Repeat((byte)'\n', 99_999), .. Event];
        Assert.Equal(1, (await Owner.PostAsync(Path, lines, "application/x-ndjson")).Is(201).Json["accepted"]!.GetValue<int>());
        (await Owner.PostAsync(Path, [(byte)'\n', .. lines], "application/x-ndjson")).IsProblem(413);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\n \n\t\r\n")]
    public async Task A_batch_without_an_event_adds_nothing(string lines)
    {
        JsonObject receipt = (JsonObject)(await Owner.PostAsync(Path, Encoding.UTF8.GetBytes(lines), "application/x-ndjson")).Is(201).Json;
        Assert.Equal(0, receipt["accepted"]!.GetValue<int>());
        Assert.Null(receipt["first_sequence"]);
    }
}
