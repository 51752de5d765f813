using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace MetaLogging.EntityFrameworkCore.Transactions;

/// <summary>What was done in a transaction, and where its savepoints lie. Thread-safe.</summary>
internal sealed class HeldTransaction
{
    readonly Lock _lock = new();
    readonly List<HeldSave> _saves = [];
    readonly List<int> _savepoints = [];
    readonly List<HeldSave> _undone = [];
    readonly List<WeakReference<DbContext>> _users = [];
    Action<HeldTransaction>? _left;

    /// <summary>Whether EF Core began it, and so is told of its end.</summary>
    public bool IsStarted { get; set; }

    /// <summary>Whether EF Core was given it and may not hear of its end.</summary>
    public bool IsExternal { get; set; }

    /// <summary>Takes note of a context that uses it, and answers whether no other one does.</summary>
    public bool IsFirst(DbContext context, DbTransaction transaction)
    {
        lock (_lock)
        {
            _users.RemoveAll(user => !user.TryGetTarget(out DbContext? other) || other == context || !IsIn(other, transaction));
            _users.Add(new(context));
            return _users.Count == 1;
        }
    }

    static bool IsIn(DbContext context, DbTransaction transaction)
    {
        try
        {
            return context.Database.CurrentTransaction?.GetDbTransaction() == transaction;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Holds what a save did.</summary>
    /// <param name="left">Called when the transaction is left without an end.</param>
    public void Add(HeldSave save, Action<HeldTransaction> left)
    {
        lock (_lock)
        {
            _saves.Add(save);
            _left = left;
        }
    }

    /// <summary>The transaction was left without a commit, and so rolled back.</summary>
    public void Leave() => _left?.Invoke(this);

    public void CreatedSavepoint()
    {
        lock (_lock)
        {
            _savepoints.Add(_saves.Count);
        }
    }

    public void ReleasedSavepoint()
    {
        lock (_lock)
        {
            if (_savepoints.Count > 0)
            {
                _savepoints.RemoveAt(_savepoints.Count - 1);
            }
        }
    }

    /// <summary>
    /// Forgets what came after the last savepoint, where the application went back to one. Interceptors are not told its name: what lies between the last and an earlier
    /// one may be undone, too.
    /// </summary>
    public void RolledBackToSomeSavepoint()
    {
        lock (_lock)
        {
            if (_savepoints.Count > 0)
            {
                RolledBackToLastSavepoint();
                foreach (HeldSave save in _saves.Skip(_savepoints[0]))
                {
                    save.IsUncertain = true;
                }
            }
        }
    }

    /// <summary>Forgets what came after the last savepoint, where it is EF Core's own of a save that failed.</summary>
    public void RolledBackToLastSavepoint()
    {
        lock (_lock)
        {
            if (_savepoints.Count == 0)
            {
                return;
            }

            int from = Math.Min(_savepoints[^1], _saves.Count);
            _undone.AddRange(_saves.Skip(from).Where(save => save.Undone is not null));
            _saves.RemoveRange(from, _saves.Count - from);
        }
    }

    /// <summary>Takes what is held, once.</summary>
    /// <param name="undone">What had told its intent and was undone by a savepoint.</param>
    public HeldSave[] Take(out HeldSave[] undone)
    {
        lock (_lock)
        {
            HeldSave[] taken = [.. _saves];
            undone = [.. _undone];
            _saves.Clear();
            _undone.Clear();
            _savepoints.Clear();
            return taken;
        }
    }
}
