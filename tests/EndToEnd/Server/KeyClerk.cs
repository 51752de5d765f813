using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace MetaLogging.EndToEnd.Server;

/// <summary>Makes and revokes keys, and knows what was answered for.</summary>
internal sealed class KeyClerk
{
    const int MostKeys = 60;
    const int MostTried = 8;

    readonly List<(string Id, string Secret)> _valid = [];
    readonly List<string> _revoked = [];

    /// <summary>Makes keys, and revokes every second one, until the server is gone or there are enough.</summary>
    public async Task WorkAsync(HttpClient client, Random random, CancellationToken cancellationToken)
    {
        for (int key = 0; key < MostKeys; key++)
        {
            _valid.Add(await MakeAsync(client, cancellationToken));
            if (random.Next(2) == 0)
            {
                (string Id, string Secret) last = _valid[^1];
                _valid.RemoveAt(_valid.Count - 1);   // while nobody has answered, it may be either
                using HttpResponseMessage gone = await client.DeleteAsync(new Uri($"/api/v1/keys/{last.Id}", UriKind.Relative), cancellationToken);
                Assert.Equal(HttpStatusCode.OK, gone.StatusCode);
                _revoked.Add(last.Secret);
            }
        }
    }

    /// <summary>A key that was answered works; one that was revoked does not.</summary>
    public async Task CheckAsync(LiveServer server, CancellationToken cancellationToken)
    {
        foreach ((string _, string secret) in _valid.TakeLast(MostTried))
        {
            Assert.Equal(HttpStatusCode.Created, await TryAsync(server, secret, cancellationToken));
        }

        foreach (string secret in _revoked.TakeLast(MostTried))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await TryAsync(server, secret, cancellationToken));
        }
    }

    static async Task<(string Id, string Secret)> MakeAsync(HttpClient client, CancellationToken cancellationToken)
    {
        JsonObject wanted = new() { ["name"] = "clerk", ["permissions"] = new JsonArray("logging:write") };
        using HttpResponseMessage answer = await client.PostAsJsonAsync("/api/v1/keys", wanted, cancellationToken);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        JsonObject made = (await answer.Content.ReadFromJsonAsync<JsonObject>(cancellationToken))!;
        return (made.Text("id")!, made.Text("secret")!);
    }

    static async Task<HttpStatusCode> TryAsync(LiveServer server, string secret, CancellationToken cancellationToken)
    {
        using HttpClient client = server.Client(secret);
        JsonObject item = new() { ["level"] = "INFO", ["component"] = "clerk", ["message"] = "tried a key" };
        using HttpResponseMessage answer = await client.PostAsJsonAsync("/api/v1/system-events", item, cancellationToken);
        return answer.StatusCode;
    }
}
