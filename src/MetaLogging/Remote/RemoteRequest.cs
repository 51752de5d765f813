using System.Net.Http.Headers;

namespace MetaLogging.Remote;

/// <summary>One request, which can be sent several times.</summary>
/// <param name="Target">The path below the server's address, with its query.</param>
internal sealed record RemoteRequest(string Target)
{
    public const string Json = "application/json";
    public const string Ndjson = "application/x-ndjson";

    /// <summary>What is sent; null: nothing, it is a GET.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>The media type of the body.</summary>
    public string BodyType { get; init; } = Json;

    /// <summary>The media type that is asked for.</summary>
    public string Accept { get; init; } = Json;

    /// <summary>The id of the one event that is written; null for a batch and for reads.</summary>
    public Guid? EventId { get; init; }

    /// <summary>Whether the answer 404 of a MetaLogging server says that there is no such event.</summary>
    public bool MayBeMissing { get; init; }

    /// <summary>Whether something is recorded.</summary>
    public bool IsWrite => Body is not null;

    /// <summary>The message of one try.</summary>
    public HttpRequestMessage ToMessage(Uri root, string? key)
    {
        var message = new HttpRequestMessage(IsWrite ? HttpMethod.Post : HttpMethod.Get, new Uri(root, Target));
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(Accept));
        if (key is not null)
        {
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        if (Body is { } body)
        {
            message.Content = new ReadOnlyMemoryContent(body);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue(BodyType);
        }

        return message;
    }
}
