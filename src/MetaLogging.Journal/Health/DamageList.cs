namespace MetaLogging.Journaling;

/// <summary>What is known to be damaged; thread-safe.</summary>
internal sealed class DamageList
{
    readonly Lock _gate = new();
    JournalDamage[] _all = [];

    public IReadOnlyList<JournalDamage> All => Volatile.Read(ref _all);

    /// <summary>Adds a damage; answers false when it was known.</summary>
    public bool Add(JournalDamage damage)
    {
        lock (_gate)
        {
            if (_all.Any(known => known.File == damage.File && known.FirstSequence == damage.FirstSequence
                && known.EndSequence == damage.EndSequence))
            {
                return false;
            }

            Volatile.Write(ref _all, [.. _all, damage]);
            return true;
        }
    }

    /// <summary>Forgets what was damaged in a file that is no longer there.</summary>
    public void Forget(string file)
    {
        lock (_gate)
        {
            Volatile.Write(ref _all, [.. _all.Where(known => known.File != file)]);
        }
    }
}
