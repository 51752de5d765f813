using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using MetaLogging.EndToEnd.Server;
using Xunit;

namespace MetaLogging.EndToEnd.Evidence;

/// <summary>The log of a running server, as somebody sees it who records events and keeps checkpoints.</summary>
internal sealed class EvidenceLog(LiveServer server) : IDisposable
{
    readonly HttpClient _client = server.Client();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public string Key => server.Key;

    public Uri Address => server.Address;

    /// <summary>The newest verifier key.</summary>
    public string VerifierKey => File.ReadLines(Path.Combine(server.Data, "log.vkey")).First();

    /// <summary>Records so many events, and answers the first checkpoint that is seen to cover them.</summary>
    public async Task<string> RecordAsync(int count, string action = "order.ship")
    {
        StringBuilder lines = new();
        for (int i = 0; i < count; i++)
        {
            lines.Append(CultureInfo.InvariantCulture, $$"""{"action":"{{action}}","resource_type":"order","resource_id":"{{i}}","user_id":"u{{i % 7}}"}""").Append('\n');
        }

        using StringContent body = new(lines.ToString());
        body.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        using HttpResponseMessage answer = await _client.PostAsync(new Uri("/api/v1/audit-events", UriKind.Relative), body, Cancel);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        long last = (long)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!["last_sequence"]!;
        return await CheckpointOverAsync(last + 1);
    }

    /// <summary>How many entries a checkpoint covers.</summary>
    public static long SizeOf(string checkpoint) => long.Parse(checkpoint.Split('\n')[1], CultureInfo.InvariantCulture);

    public void Dispose() => _client.Dispose();

    async Task<string> CheckpointOverAsync(long size)
    {
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(20));
        while (await timer.WaitForNextTickAsync(server.Program.Limit))
        {
            using HttpResponseMessage answer = await _client.GetAsync(new Uri("/tlog/checkpoint", UriKind.Relative), Cancel);
            string text = await answer.Content.ReadAsStringAsync(Cancel);
            if (answer.IsSuccessStatusCode && SizeOf(text) >= size)
            {
                return text;
            }
        }

        throw new InvalidOperationException("A timer has no end.");
    }
}
