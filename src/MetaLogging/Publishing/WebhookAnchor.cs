using System.Net.Http.Headers;
using System.Text;
using MetaLogging.Journaling.Checkpoints;

namespace MetaLogging.Publishing;

/// <summary>An address that takes each checkpoint as a signed note.</summary>
internal sealed class WebhookAnchor(HttpClient http, Uri address) : IAnchor
{
    public string Name => address.GetLeftPart(UriPartial.Path);   // what stands behind it may be a secret

    public async Task PushAsync(SignedCheckpoint checkpoint, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using ByteArrayContent body = new(Encoding.UTF8.GetBytes(checkpoint.ToString()));
        body.Headers.ContentType = new MediaTypeHeaderValue("text/plain", "utf-8");
        using HttpResponseMessage answer = await http.PostAsync(address, body, cancellationToken).ConfigureAwait(false);
        if (!answer.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"It answered {(int)answer.StatusCode}.");
        }
    }
}
