using System.Net;

namespace MetaLogging.InfluxDb.Http;

/// <summary>An answer whose headers are there and whose body is still to be read, within the time of the request.</summary>
internal sealed class HttpAnswer(HttpResponseMessage response, RequestBound bound, InfluxHttp http) : IDisposable
{
    /// <summary>What is read of the body of an error.</summary>
    const int LongestError = 64 << 10;

    public HttpStatusCode Status => response.StatusCode;

    public bool IsSuccess => response.IsSuccessStatusCode;

    public TimeSpan? RetryAfter => Http.RetryAfter.Of(response, TimeProvider.System);

    /// <summary>Cancels reading: the time is up, or whoever asked gave up.</summary>
    public CancellationToken Token => bound.Token;

    /// <summary>A header; null: it is not there.</summary>
    public string? Header(string name) => response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? string.Join(", ", values) : null;

    /// <summary>The body's type without its parameters; empty: it is not said.</summary>
    public string MediaType => response.Content.Headers.ContentType?.MediaType ?? "";

    /// <summary>The body, to be read within <see cref="Token"/>; what fails is told by <see cref="Translate"/>.</summary>
    public Task<Stream> OpenAsync() => response.Content.ReadAsStreamAsync(bound.Token);

    /// <summary>What went wrong while the body was read; the same when it is none of the way there.</summary>
    public Exception Translate(Exception failure) => http.Translate(failure, bound.Asker) ?? failure;

    /// <summary>The body of an error, or what can be had of it.</summary>
    public async Task<ErrorBody> ReadErrorAsync()
    {
        try
        {
            Stream body = await OpenAsync().ConfigureAwait(false);
            await using (body.ConfigureAwait(false))
            {
                byte[] bytes = new byte[LongestError];
                int length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, bound.Token).ConfigureAwait(false);
                return ErrorBody.Parse(bytes.AsSpan(0, length));
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException or HttpRequestException)
        {
            return new(null, "");
        }
        catch (OperationCanceledException e)
        {
            throw Translate(e);
        }
    }

    /// <summary>Throws unless it is a success.</summary>
    public async Task EnsureSuccessAsync()
    {
        if (!IsSuccess)
        {
            throw InfluxFailure.OfStatus(http.Server, Status, await ReadErrorAsync().ConfigureAwait(false));
        }
    }

    public void Dispose()
    {
        response.Dispose();
        bound.Dispose();
    }
}
