namespace MetaLogging.InfluxDb.Http;

/// <summary>The header Retry-After, in seconds or as a date (RFC 9110 §10.2.3).</summary>
internal static class RetryAfter
{
    /// <summary>How long; null: it does not say.</summary>
    public static TimeSpan? Of(HttpResponseMessage response, TimeProvider time) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - time.GetUtcNow() is { Ticks: > 0 } left ? left : TimeSpan.Zero,
        _ => null,
    };
}
