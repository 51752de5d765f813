using System.Net.Http.Headers;
using System.Text;
using MetaLogging.Journaling.Checkpoints;

namespace MetaLogging.Publishing;

/// <summary>An address that takes each checkpoint as a signed note.</summary>
internal sealed class WebhookAnchor(HttpClient http, Uri address) : IAnchor
{
    public string Name => address.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);   // a user, a path and a query may be secrets

    public async Task PushAsync(SignedCheckpoint checkpoint, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using ByteArrayContent body = new(Encoding.UTF8.GetBytes(checkpoint.ToString()));
        body.Headers.ContentType = new MediaTypeHeaderValue("text/plain", "utf-8");
        using HttpRequestMessage request = new(HttpMethod.Post, address) { Content = body };
        using HttpResponseMessage answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (!answer.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"It answered {(int)answer.StatusCode}.");
        }
    }
}
