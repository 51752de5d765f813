namespace MetaLogging.Api.Own;

/// <summary>
/// Sums up what repeats: the first of a kind is told at once, and what follows it is summed until the sums are taken, once a minute. Thread-safe.
/// </summary>
/// <typeparam name="TKey">What makes two alike.</typeparam>
/// <typeparam name="TSum">What is summed.</typeparam>
/// <param name="mostKinds">How many kinds are told apart until the next taking; what is beyond is summed as one more.</param>
/// <param name="beyond">That one more.</param>
internal sealed class MinuteSums<TKey, TSum>(int mostKinds, TKey beyond)
    where TKey : notnull
    where TSum : class, new()
{
    readonly Lock _lock = new();
    readonly Dictionary<TKey, TSum?> _sums = [];

    /// <summary>Adds to the sum of its kind. True when it is the first, which is not summed: the caller tells it.</summary>
    public bool IsFirst(TKey key, Action<TSum> add)
    {
        lock (_lock)
        {
            if (!_sums.TryGetValue(key, out TSum? sum))
            {
                if (_sums.Count < mostKinds)
                {
                    _sums.Add(key, null);
                    return true;
                }

                key = beyond;
                sum = _sums.GetValueOrDefault(key);
            }

            sum ??= new();
            add(sum);
            _sums[key] = sum;
            return false;
        }
    }

    /// <summary>Forgets a first one that could not be told; the next of its kind is the first again.</summary>
    public void Forget(TKey key)
    {
        lock (_lock)
        {
            if (_sums.TryGetValue(key, out TSum? sum) && sum is null)
            {
                _sums.Remove(key);
            }
        }
    }

    /// <summary>Takes the sums. A kind that did not come again is forgotten, and told at once when it comes the next time.</summary>
    public IReadOnlyList<(TKey Key, TSum Sum)> Take()
    {
        lock (_lock)
        {
            List<(TKey, TSum)> taken = [];
            foreach ((TKey key, TSum? sum) in _sums.ToArray())
            {
                if (sum is null)
                {
                    _sums.Remove(key);
                }
                else
                {
                    taken.Add((key, sum));
                    _sums[key] = null;
                }
            }

            return taken;
        }
    }
}
