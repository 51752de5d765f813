namespace MetaLogging.Remote;

/// <summary>What came of one try: a value, or a failure.</summary>
/// <param name="Value">The value, where there is no failure.</param>
/// <param name="Failure">What went wrong.</param>
internal readonly record struct Attempt<T>(T? Value, RemoteFailure? Failure = null)
{
    public static implicit operator Attempt<T>(RemoteFailure failure) => new(default, failure);
}
