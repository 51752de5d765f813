using System.Collections.Concurrent;
using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Transactions;

namespace MetaLogging.EntityFrameworkCore.Transactions;

/// <summary>What is held of transactions that have not ended. Contexts that share a transaction share what is held. Thread-safe.</summary>
internal sealed class TransactionLedger
{
    readonly ConditionalWeakTable<DbTransaction, HeldTransaction> _held = [];
    readonly ConcurrentDictionary<Transaction, HeldTransaction> _ambient = new();
    readonly ConcurrentDictionary<Transaction, bool> _enlisted = new();

    /// <summary>What is held of a transaction.</summary>
    public HeldTransaction Of(DbTransaction transaction) => _held.GetValue(transaction, static _ => new());

    /// <summary>A transaction that begins. Providers use the same object again: what an earlier one left in it, whose end nobody was told, is not this one's.</summary>
    public HeldTransaction Begin(DbTransaction transaction)
    {
        HeldTransaction held = new();
        _held.AddOrUpdate(transaction, held);
        return held;
    }

    /// <summary>What is held of a transaction, if anything.</summary>
    public HeldTransaction? Find(DbTransaction transaction) => _held.TryGetValue(transaction, out HeldTransaction? held) ? held : null;

    /// <summary>Forgets a transaction that has ended.</summary>
    public void Remove(DbTransaction transaction) => _held.Remove(transaction);

    /// <summary>The provider takes part in an ambient transaction.</summary>
    public void Enlisted(Transaction transaction)
    {
        if (_enlisted.TryAdd(transaction, true))
        {
            transaction.TransactionCompleted += (_, _) => _enlisted.TryRemove(transaction, out _);
        }
    }

    /// <summary>Whether the provider takes part in an ambient transaction; otherwise it commits without it.</summary>
    public bool IsEnlisted(Transaction transaction) => _enlisted.ContainsKey(transaction);

    /// <summary>What is held of an ambient transaction; <paramref name="ended"/> is called when it has ended, with whether it was committed, or null where that is not known.</summary>
    public HeldTransaction Of(Transaction transaction, Action<HeldTransaction, bool?> ended)
    {
        if (_ambient.TryGetValue(transaction, out HeldTransaction? held))
        {
            return held;
        }

        HeldTransaction made = new();
        if (!_ambient.TryAdd(transaction, made))
        {
            return _ambient[transaction];
        }

        transaction.TransactionCompleted += (_, e) =>
        {
            TransactionStatus status = e.Transaction?.TransactionInformation.Status ?? TransactionStatus.InDoubt;
            _ambient.TryRemove(transaction, out HeldTransaction? _);
            ended(made, status switch
            {
                TransactionStatus.Committed => true,
                TransactionStatus.Aborted => false,
                _ => null,
            });
        };
        return made;
    }
}
