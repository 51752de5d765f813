namespace MetaLogging.Remote;

/// <summary>A whole answer.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="MediaType">What the body is said to be; empty where nothing is said.</param>
/// <param name="Body">The body.</param>
internal sealed record RemoteAnswer(int Status, string MediaType, ReadOnlyMemory<byte> Body)
{
    /// <summary>How long the server asks to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Where a redirect leads.</summary>
    public Uri? Location { get; init; }

    /// <summary>Whether the request was done.</summary>
    public bool IsDone => Status is 200 or 201;

    public bool IsJson => MediaType == RemoteRequest.Json || MediaType.EndsWith("+json", StringComparison.Ordinal);

    /// <summary>Whether a MetaLogging server says that there is no such thing, and not just any web server.</summary>
    public bool IsMissing => Status == 404 && MediaType == Problem.MediaType;
}
