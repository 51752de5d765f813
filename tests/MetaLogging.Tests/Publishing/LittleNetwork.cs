using System.Net;

namespace MetaLogging.Tests.Publishing;

/// <summary>Hosts by name; a host that is not there refuses.</summary>
internal sealed class LittleNetwork : HttpMessageHandler
{
    public Dictionary<string, Func<HttpRequestMessage, string, CancellationToken, Task<HttpResponseMessage>>> Hosts { get; } = [];

    public void Add(LittleWitness witness) => Hosts[witness.Address.Host] = (request, body, cancellationToken) =>
        request.Method == HttpMethod.Post && request.RequestUri!.AbsolutePath == "/add-checkpoint"
            ? witness.AnswerAsync(body, cancellationToken)
            : Task.FromResult(LittleWitness.Text(HttpStatusCode.NotFound, "no such page"));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Hosts.TryGetValue(request.RequestUri!.Host, out var answer)
            ? await answer(request, await request.Content!.ReadAsStringAsync(cancellationToken), cancellationToken)
            : throw new HttpRequestException($"Connection refused ({request.RequestUri.Authority})");
}
