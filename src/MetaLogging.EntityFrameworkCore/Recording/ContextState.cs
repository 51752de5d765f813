namespace MetaLogging.EntityFrameworkCore.Recording;

/// <summary>What a context is doing now. A context is used by one thread at a time.</summary>
internal sealed class ContextState
{
    /// <summary>More than any program nests on purpose: what lies deeper are saves whose end was never told.</summary>
    const int MostNested = 16;

    readonly List<SaveInProgress?> _saves = [];

    /// <summary>The save that began last and has not ended; null where there is none, or nothing to record of it.</summary>
    public SaveInProgress? Save => _saves.Count > 0 ? _saves[^1] : null;

    /// <summary>Whether what it does now is ours: the outbox writes into the database that it watches.</summary>
    public bool IsOwnWork { get; set; }

    /// <summary>A save begins, perhaps inside another one: interceptors of the application may save what they do when one has ended.</summary>
    public void Begin(SaveInProgress? save)
    {
        if (_saves.Count == MostNested)
        {
            _saves.RemoveAt(0);
        }

        _saves.Add(save);
    }

    /// <summary>The save that began last has ended.</summary>
    public SaveInProgress? End()
    {
        SaveInProgress? save = Save;
        if (_saves.Count > 0)
        {
            _saves.RemoveAt(_saves.Count - 1);
        }

        return save;
    }
}
