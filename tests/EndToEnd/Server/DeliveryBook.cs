using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Xunit;

namespace MetaLogging.EndToEnd.Server;

/// <summary>What was sent, and what was answered for; and whether a server has what it must.</summary>
internal sealed class DeliveryBook
{
    readonly ConcurrentDictionary<Delivery, bool> _answered = [];

    /// <summary>How many deliveries were answered for.</summary>
    public int Answered => _answered.Values.Count(isAnswered => isAnswered);

    /// <summary>Sends one, and notes the answer.</summary>
    /// <exception cref="HttpRequestException">There was none.</exception>
    public async Task SendAsync(HttpClient client, Delivery delivery, CancellationToken cancellationToken)
    {
        _answered.TryAdd(delivery, false);
        await delivery.SendAsync(client, cancellationToken);
        _answered[delivery] = true;
    }

    /// <summary>Sends again what got no answer, as a client does that must know.</summary>
    public async Task SendAgainAsync(HttpClient client, CancellationToken cancellationToken)
    {
        foreach (Delivery delivery in _answered.Where(one => !one.Value).Select(one => one.Key))
        {
            await SendAsync(client, delivery, cancellationToken);
        }
    }

    /// <summary>
    /// Reads all audit events as a stream: what was answered for is there, exactly once and whole, batches whole or not at all, and nothing that was never sent.
    /// </summary>
    public async Task CheckAsync(HttpClient client, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/v1/audit-events");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/x-ndjson"));
        using HttpResponseMessage answer = await client.SendAsync(request, cancellationToken);
        Check(JsonLines.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancellationToken)));
    }

    /// <summary>Checks items, as <see cref="CheckAsync"/> does.</summary>
    public void Check(IReadOnlyList<JsonObject> items)
    {
        Assert.All(items, item => Assert.True(Delivery.IsWhole(item), item.ToJsonString()));
        Dictionary<Guid, int> found = items.CountBy(item => Guid.Parse(item.Text("id")!)).ToDictionary();
        Assert.All(found, one => Assert.Equal(1, one.Value));
        Assert.Empty(found.Keys.Except(_answered.Keys.SelectMany(delivery => delivery.Ids)));
        foreach ((Delivery delivery, bool isAnswered) in _answered)
        {
            int there = delivery.Ids.Count(found.ContainsKey);
            Assert.True(
                there == delivery.Ids.Count || (there == 0 && !isAnswered),
                string.Create(CultureInfo.InvariantCulture, $"{there} of {delivery.Ids.Count} events are there; answered: {isAnswered}."));
        }
    }

    /// <summary>Asks for some of what was answered for by its id.</summary>
    public async Task CheckByIdAsync(HttpClient client, int events, CancellationToken cancellationToken)
    {
        foreach (Guid id in _answered.Where(one => one.Value).SelectMany(one => one.Key.Ids).Take(events))
        {
            string text = await client.GetStringAsync(new Uri($"/api/v1/events/{id}", UriKind.Relative), cancellationToken);
            Assert.True(Delivery.IsWhole(JsonNode.Parse(text)!.AsObject()), text);
        }
    }
}
