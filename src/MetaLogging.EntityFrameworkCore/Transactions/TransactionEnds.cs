using System.Data.Common;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace MetaLogging.EntityFrameworkCore.Transactions;

/// <summary>
/// Learns of transactions that are disposed, which rolls back what was not committed: EF Core tells it to its diagnostic listener and not to interceptors. Thread-safe.
/// </summary>
internal sealed class TransactionEnds
{
    readonly ConditionalWeakTable<DiagnosticListener, object> _watched = [];

    /// <summary>Calls back for every transaction of this context's listener that is disposed. Calling it again does nothing.</summary>
    public void Watch(DbContext context, Action<DbTransaction> disposed)
    {
        if (context.GetService<DiagnosticSource>() is DiagnosticListener listener)
        {
            _watched.GetValue(listener, key => key.Subscribe(new Observer(disposed), name => name == RelationalEventId.TransactionDisposed.Name));
        }
    }

    sealed class Observer(Action<DbTransaction> disposed) : IObserver<KeyValuePair<string, object?>>
    {
        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Value is TransactionEventData { Transaction: { } transaction } && value.Key == RelationalEventId.TransactionDisposed.Name)
            {
                disposed(transaction);
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
