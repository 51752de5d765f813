using System.Net.Http.Headers;
using System.Text;

namespace MetaLogging.Api.Tests.Support;

/// <summary>Somebody who calls the server, with a key or without. No answer may show a secret, an inner failure, or where it happened.</summary>
internal sealed class Client(RunningServer server, string? key)
{
    static readonly HttpClient Http = new(new SocketsHttpHandler { PooledConnectionIdleTimeout = TimeSpan.FromSeconds(5), AllowAutoRedirect = false });

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public string? Key => key;

    /// <summary>The id of the key, where it was made by the test.</summary>
    public string KeyId { get; init; } = "";

    public Task<Answer> GetAsync(string path, string? accept = null)
    {
        HttpRequestMessage request = Request(HttpMethod.Get, path);
        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        return SendAsync(request);
    }

    /// <summary>All items, as a stream.</summary>
    public Task<Answer> StreamAsync(string path) => GetAsync(path, "application/x-ndjson");

    public Task<Answer> DeleteAsync(string path) => SendAsync(Request(HttpMethod.Delete, path));

    public Task<Answer> PostAsync(string path, string json) => PostAsync(path, Encoding.UTF8.GetBytes(json), "application/json");

    public Task<Answer> PostLinesAsync(string path, params IEnumerable<string> lines) =>
        PostAsync(path, Encoding.UTF8.GetBytes(string.Join('\n', lines)), "application/x-ndjson");

    public Task<Answer> PostAsync(string path, byte[] body, string? type, string? encoding = null)
    {
        HttpRequestMessage request = Request(HttpMethod.Post, path);
        request.Content = new ByteArrayContent(body);
        if (type is not null)
        {
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        if (encoding is not null)
        {
            request.Content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        }

        return SendAsync(request);
    }

    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using (request)
        using (HttpResponseMessage response = await Http.SendAsync(request, Cancel))
        {
            Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
            foreach ((string name, IEnumerable<string> values) in response.Headers.Concat(response.Content.Headers))
            {
                headers[name] = string.Join(", ", values);
            }

            byte[] body = await response.Content.ReadAsByteArrayAsync(Cancel);
            Answer answer = new((int)response.StatusCode, await response.Content.ReadAsStringAsync(Cancel), headers) { Body = body };
            Check(answer);
            return answer;
        }
    }

    /// <summary>Begins to read an answer that does not end by itself.</summary>
    public async Task<Stream> OpenAsync(string path)
    {
        HttpRequestMessage request = Request(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", "application/x-ndjson");
        HttpResponseMessage response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.Equal(200, (int)response.StatusCode);
        return await response.Content.ReadAsStreamAsync(Cancel);
    }

    public HttpRequestMessage Request(HttpMethod verb, string path)
    {
        HttpRequestMessage request = new(verb, new Uri(server.Address, path));
        if (key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        return request;
    }

    void Check(Answer answer)
    {
        Assert.True(answer.Status != 500, $"The answer is 500: {answer.Text}");
        Assert.DoesNotContain("   at ", answer.Text, StringComparison.Ordinal);
        Assert.False(answer.Status >= 400 && answer.Text.Contains("Exception", StringComparison.Ordinal), answer.Text);
        Assert.False(server.HoldsSecret(answer.Text));   // a new key is noted after its one answer
    }
}
