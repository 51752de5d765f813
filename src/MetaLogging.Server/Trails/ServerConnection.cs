using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using MetaLogging.Remote;

namespace MetaLogging.Server.Trails;

/// <summary>A live server, for what a command asks it beyond <see cref="RemoteAuditTrail"/>: keys and status.</summary>
/// <param name="http">Its base address is the server's; it brings the key.</param>
/// <param name="title">What the server is called in messages.</param>
internal sealed class ServerConnection(HttpClient http, string title) : IDisposable
{
    /// <summary>Asks one thing; null where there is no such thing (404).</summary>
    /// <exception cref="RemoteTrailException">The server could not be reached, or refused; the message says why.</exception>
    public async Task<JsonDocument?> AskAsync(HttpMethod verb, string path, byte[]? body, CancellationToken cancellationToken)
    {
        try
        {
            using HttpRequestMessage request = new(verb, path);
            if (body is not null)
            {
                request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            }

            using HttpResponseMessage answer = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (answer.StatusCode == HttpStatusCode.NotFound)
            {
                return null;
            }

            byte[] content = await answer.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            JsonDocument json = JsonDocument.Parse(content);
            if (answer.IsSuccessStatusCode)
            {
                return json;
            }

            using (json)
            {
                string detail = json.RootElement.TryGetProperty("detail", out JsonElement words) ? words.GetString()! : answer.ReasonPhrase ?? "";
                throw new RemoteTrailException($"{title} refused: {detail}") { Status = (int)answer.StatusCode };
            }
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new RemoteTrailException($"{title} can't be reached, or is no MetaLogging server ({e.GetType().Name}).", e) { IsTransient = true };
        }
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();
}
