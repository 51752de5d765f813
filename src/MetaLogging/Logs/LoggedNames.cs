using System.Collections.Concurrent;
using MetaLogging.Capturing;

namespace MetaLogging.Logs;

/// <summary>Which names are those of secrets. Those of templates come again with each message, so that they are looked at once. Thread-safe.</summary>
internal sealed class LoggedNames
{
    /// <summary>An application that makes names up has no end of them.</summary>
    const int MostKnown = 5000;

    readonly ConcurrentDictionary<string, bool> _known = new(StringComparer.Ordinal);
    int _count;

    /// <summary>Whether a name is one of a secret.</summary>
    public bool IsSecret(string name)
    {
        if (_known.TryGetValue(name, out bool isSecret))
        {
            return isSecret;
        }

        isSecret = SecretNames.IsSecret(name);
        if (Volatile.Read(ref _count) < MostKnown && _known.TryAdd(name, isSecret))
        {
            Interlocked.Increment(ref _count);
        }

        return isSecret;
    }
}
