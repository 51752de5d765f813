namespace MetaLogging.Remote;

/// <summary>
/// The server could not be reached, or did not answer as a MetaLogging server does. The message says which one, what happened and what to do; it never holds the key.
/// </summary>
public sealed class RemoteTrailException : Exception
{
    /// <summary>Says what happened and what to do.</summary>
    public RemoteTrailException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>The HTTP status of the answer; null where there was none.</summary>
    public int? Status { get; init; }

    /// <summary>Whether trying the same again later may help.</summary>
    public bool IsTransient { get; init; }
}
