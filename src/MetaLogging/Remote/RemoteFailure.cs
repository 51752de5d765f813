namespace MetaLogging.Remote;

/// <summary>What went wrong in one try.</summary>
/// <param name="Exception">What the caller is told if there is no other try.</param>
internal sealed record RemoteFailure(Exception Exception)
{
    /// <summary>Whether the same may be tried again.</summary>
    public bool IsTransient { get; init; }

    /// <summary>How long the server asked to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether something that was written may be kept all the same.</summary>
    public bool MayBeKept { get; init; }

    /// <summary>
    /// Whether the answer settles what became of something that was written, also in the tries before: the same event can't be right once and wrong another time.
    /// </summary>
    public bool IsSettled { get; init; }
}
