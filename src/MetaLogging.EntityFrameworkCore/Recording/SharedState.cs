using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using MetaLogging.Capturing;
using MetaLogging.EntityFrameworkCore.Outbox;
using MetaLogging.EntityFrameworkCore.Transactions;
using Microsoft.EntityFrameworkCore;

namespace MetaLogging.EntityFrameworkCore.Recording;

/// <summary>What all audited contexts of a trail share, because they may share a transaction. Thread-safe.</summary>
internal sealed class SharedState
{
    static readonly ConditionalWeakTable<IAuditTrail, SharedState> ByTrail = [];
    readonly ConditionalWeakTable<DbContext, ContextState> _contexts = [];

    SharedState() => Ends = new(Ledger);

    public TransactionLedger Ledger { get; } = new();

    /// <summary>What tells of transactions that were left.</summary>
    public TransactionEnds Ends { get; }

    public OutboxSignal Outbox { get; } = new();

    /// <summary>
    /// What hangs on a trail: the options of a context are built before there is anything that could hold it, and again for each context.
    /// </summary>
    public static SharedState Of(IAuditTrail trail) => ByTrail.GetValue(trail, static _ => new());

    /// <summary>The interceptors by kind of context, made once.</summary>
    public ConcurrentDictionary<Type, AuditTrailInterceptor> Interceptors { get; } = new();

    /// <summary>How events are recorded where there is no container.</summary>
    public Capture? Capture { get; set; }

    public ContextState StateOf(DbContext database) => _contexts.GetValue(database, static _ => new());
}
