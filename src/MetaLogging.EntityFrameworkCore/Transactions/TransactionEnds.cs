using System.Data.Common;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace MetaLogging.EntityFrameworkCore.Transactions;

/// <summary>
/// Learns of transactions that are disposed, which rolls back what was not committed, and of ambient ones in which the provider takes part: EF Core tells both to its
/// diagnostic listener and not to interceptors. The listener lives as long as the process, and does not keep the ledger alive. Thread-safe.
/// </summary>
internal sealed class TransactionEnds(TransactionLedger ledger)
{
    readonly ConditionalWeakTable<DiagnosticListener, IDisposable> _watched = [];

    /// <summary>Watches the transactions of this context's listener. Calling it again does nothing.</summary>
    public void Watch(DbContext context)
    {
        if (context.GetService<DiagnosticSource>() is DiagnosticListener listener && !_watched.TryGetValue(listener, out _))
        {
            lock (_watched)
            {
                if (!_watched.TryGetValue(listener, out _))
                {
                    _watched.Add(listener, listener.Subscribe(new Observer(new(ledger)), IsWatched));
                }
            }
        }
    }

    static bool IsWatched(string name) => name == RelationalEventId.TransactionDisposed.Name || name == RelationalEventId.AmbientTransactionEnlisted.Name;

    sealed class Observer(WeakReference<TransactionLedger> ledger) : IObserver<KeyValuePair<string, object?>>
    {
        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (!IsWatched(value.Key) || !ledger.TryGetTarget(out TransactionLedger? there))
            {
                return;
            }

            if (value.Value is TransactionEventData { Transaction: DbTransaction transaction } && there.Find(transaction) is { } held)
            {
                there.Remove(transaction);
                held.Leave();
            }
            else if (value.Value is TransactionEnlistedEventData { Transaction: { } ambient })
            {
                there.Enlisted(ambient);
            }
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
