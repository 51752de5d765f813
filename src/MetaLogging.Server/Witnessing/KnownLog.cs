using MetaLogging.Journaling.Notes;

namespace MetaLogging.Server.Witnessing;

/// <summary>A log that a witness knows: its origin and the keys that may sign for it. One request at a time has its turn.</summary>
internal sealed record KnownLog(string Origin, IReadOnlyList<VerifierKey> Keys) : IDisposable
{
    /// <summary>Held from the look at the newest checkpoint until the next one is kept.</summary>
    public SemaphoreSlim Turn { get; } = new(1, 1);

    public void Dispose() => Turn.Dispose();
}
