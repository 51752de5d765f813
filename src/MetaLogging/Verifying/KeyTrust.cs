using MetaLogging.Entries;
using MetaLogging.Journaling.Merkle;
using MetaLogging.Journaling.Notes;

namespace MetaLogging.Verifying;

/// <summary>
/// Which keys are trusted: those that were given, and those that the entries introduce by a signature of a trusted one. Without given keys, all that the folder names.
/// </summary>
internal sealed class KeyTrust
{
    readonly IReadOnlyList<VerifierKey> _folder;
    readonly IReadOnlyList<VerifierKey>? _given;
    readonly HashSet<VerifierKey> _trusted;
    readonly HashSet<VerifierKey> _related;
    readonly List<(long Sequence, VerifierKey? Key, VerifierKey? Signer)> _introductions = [];

    /// <param name="folder">The keys that the folder names, newest first.</param>
    /// <param name="given">The keys that were given; null when none were.</param>
    /// <param name="orders">The entries that introduce keys.</param>
    public KeyTrust(IReadOnlyList<VerifierKey> folder, IReadOnlyList<VerifierKey>? given, IReadOnlyList<(long Sequence, KeyOrder Order)> orders)
    {
        (_folder, _given) = (folder, given);
        VerifierKey[] all = [.. folder.Concat(given ?? []).Concat(orders.Select(order => Parse(order.Order.Key)).OfType<VerifierKey>()).Distinct()];
        foreach ((long sequence, KeyOrder order) in orders)
        {
            VerifierKey? key = Parse(order.Key);
            _introductions.Add((sequence, key, key is null ? null : SignerOf(order, key, all)));
        }

        _trusted = [.. given ?? folder];
        Spread(_trusted, isForth: true, isBack: false);
        _related = [.. _trusted];
        Spread(_related, isForth: true, isBack: true);
    }

    /// <summary>Whether a key is trusted.</summary>
    public bool IsTrusted(VerifierKey key) => _trusted.Contains(key);

    /// <summary>
    /// Whether a key may have signed what is older than the newest checkpoint: it is trusted, or led to a trusted one, or it is that of an origin from which the journal was restored and of which
    /// no key was given.
    /// </summary>
    public bool IsKnown(VerifierKey key) =>
        _related.Contains(key) || (_folder.Contains(key) && _given is { } given && given.All(one => one.Name != key.Name));

    /// <summary>Each key but the oldest of its origin is introduced by an entry, signed by the key before; and no entry introduces another key.</summary>
    /// <param name="damage">Is told of what is not so.</param>
    /// <param name="notes">Is told of a change of keys that was interrupted behind its announcement: the next start finishes it.</param>
    /// <param name="keptFrom">The first sequence that is kept: what stood before is not known.</param>
    /// <param name="isChanging">Whether the folder holds a key that does not sign yet.</param>
    public void Check(FindingList damage, FindingList notes, long keptFrom, bool isChanging)
    {
        foreach ((long sequence, VerifierKey? key, VerifierKey? signer) in _introductions)
        {
            if (isChanging && key is not null && !_folder.Contains(key) && signer is not null && signer.Equals(_folder.FirstOrDefault(one => one.Name == key.Name)))
            {
                notes.Add(CheckpointReading.KeysFile, sequence, $"the key {CheckpointReading.Shown(key)} is announced and does not sign yet: the next start goes over to it.");
            }
            else if (key is null || !_folder.Contains(key))
            {
                damage.Add(CheckpointReading.KeysFile, sequence,
                    $"it does not list the key {(key is null ? "(malformed)" : CheckpointReading.Shown(key))}, which the entry {sequence} introduces.");
            }
            else if (signer is null || Before(key) != signer)
            {
                damage.Add(CheckpointReading.KeysFile, sequence,
                    $"the entry {sequence} introduces the key {CheckpointReading.Shown(key)}, and the key before it did not sign that.");
            }
        }

        foreach (VerifierKey key in _folder)
        {
            if (keptFrom == 0 && Before(key) is not null && _introductions.All(one => one.Key is null || !one.Key.Equals(key)))
            {
                damage.Add(CheckpointReading.KeysFile, 0, $"it lists the key {CheckpointReading.Shown(key)}, which no entry introduces.");
            }
        }
    }

    /// <summary>Whether an entry introduces a key that the folder does not name.</summary>
    public bool MissesKeys => _introductions.Any(one => one.Key is null || !_folder.Contains(one.Key));

    VerifierKey? Before(VerifierKey key) =>
        _folder.SkipWhile(one => !one.Equals(key)).Skip(1).FirstOrDefault(one => one.Name == key.Name && one.Type == key.Type);

    void Spread(HashSet<VerifierKey> keys, bool isForth, bool isBack)
    {
        int before;
        do
        {
            before = keys.Count;
            foreach ((_, VerifierKey? key, VerifierKey? signer) in _introductions)
            {
                if (key is null || signer is null)
                {
                    continue;
                }

                if (isForth && keys.Contains(signer))
                {
                    keys.Add(key);
                }

                if (isBack && keys.Contains(key))
                {
                    keys.Add(signer);
                }
            }
        }
        while (keys.Count > before);
    }

    static VerifierKey? SignerOf(KeyOrder order, VerifierKey key, VerifierKey[] all)
    {
        byte[] text = System.Text.Encoding.UTF8.GetBytes(KeyOrder.Text(key.Name, order.Key));
        return StrictBase64.Decode(order.Signature) is { } signature
            ? all.FirstOrDefault(one => one.Name == key.Name && !one.Equals(key) && one.VerifiesBare(text, signature))
            : null;
    }

    static VerifierKey? Parse(string key)
    {
        try
        {
            return VerifierKey.Parse(key);
        }
        catch (NotProvenException)
        {
            return null;
        }
    }
}
