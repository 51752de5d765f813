namespace MetaLogging.EntityFrameworkCore.Recording;

/// <summary>What a context is doing now. A context is used by one thread at a time.</summary>
internal sealed class ContextState
{
    /// <summary>The save that has begun and not ended.</summary>
    public SaveInProgress? Save { get; set; }

    /// <summary>Whether what it does now is ours: the outbox writes into the database that it watches.</summary>
    public bool IsOwnWork { get; set; }
}
