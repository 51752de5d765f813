using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.IO.Enumeration;

namespace MetaLogging.Hooks;

/// <summary>The hooks of an application. Thread-safe: an operation that runs keeps those that there were when it began.</summary>
public sealed class HookSet
{
    /// <summary>Names of operations are few; where somebody makes them of input, the others are looked up each time.</summary>
    const int MostNames = 1024;

    readonly Lock _lock = new();
    ImmutableArray<Hook> _all = [];
    volatile ConcurrentDictionary<string, Hook[]> _byName = new();

    /// <summary>Adds a hook; disposing what is returned takes it away.</summary>
    /// <exception cref="ArgumentException">Its pattern is empty.</exception>
    public IDisposable Add(Hook hook)
    {
        ArgumentNullException.ThrowIfNull(hook);
        ArgumentException.ThrowIfNullOrWhiteSpace(hook.Pattern);
        Added added = new(this, hook with { });
        Change(all => all.Add(added.Hook));
        return added;
    }

    /// <summary>Whether an operation of this name has hooks: a caller may spare itself making arguments where it has none.</summary>
    public bool Listens(string operation) => Of(operation).Length > 0;

    /// <summary>The hooks of an operation, in the order in which they are called before it.</summary>
    internal Hook[] Of(string operation)
    {
        ConcurrentDictionary<string, Hook[]> byName = _byName;
        return byName.TryGetValue(operation, out Hook[]? known) ? known : Find(operation);
    }

    /// <summary>Whether a pattern, or one of a list of them, matches the name of an operation.</summary>
    internal static bool Matches(string patterns, string operation)
    {
        foreach (Range range in patterns.AsSpan().Split(','))
        {
            if (FileSystemName.MatchesSimpleExpression(patterns.AsSpan(range).Trim(), operation, ignoreCase: false))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Looks for them. A method of its own: one that has a closure makes it also where the hooks are known.</summary>
    Hook[] Find(string operation)
    {
        ConcurrentDictionary<string, Hook[]> byName;
        Hook[] found;
        lock (_lock)
        {
            byName = _byName;
            found = [.. _all.Where(hook => Matches(hook.Pattern, operation)).OrderBy(hook => hook.Order)];   // a stable sort
        }

        return byName.Count < MostNames ? byName.GetOrAdd(operation, found) : found;
    }

    void Change(Func<ImmutableArray<Hook>, ImmutableArray<Hook>> change)
    {
        lock (_lock)
        {
            _all = change(_all);
            _byName = new();
        }
    }

    sealed class Added(HookSet set, Hook hook) : IDisposable
    {
        public Hook Hook => hook;

        public void Dispose() => set.Change(all => [.. all.Where(one => !ReferenceEquals(one, hook))]);
    }
}
