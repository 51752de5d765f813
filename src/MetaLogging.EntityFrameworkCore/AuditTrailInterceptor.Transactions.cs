using System.Data.Common;
using System.Text.Json.Nodes;
using System.Transactions;
using MetaLogging.EntityFrameworkCore.Recording;
using MetaLogging.EntityFrameworkCore.Transactions;
using MetaLogging.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;

namespace MetaLogging.EntityFrameworkCore;

/// <content>Transactions: what was done in one is recorded when it has been committed, and not before.</content>
internal sealed partial class AuditTrailInterceptor
{
    const string RolledBack = "The transaction was rolled back.";

    /// <inheritdoc/>
    public DbTransaction TransactionUsed(DbConnection connection, TransactionEventData eventData, DbTransaction result)
    {
        Used(result, eventData);
        return result;
    }

    /// <inheritdoc/>
    public ValueTask<DbTransaction> TransactionUsedAsync(
        DbConnection connection, TransactionEventData eventData, DbTransaction result, CancellationToken cancellationToken = default)
    {
        Used(result, eventData);
        return ValueTask.FromResult(result);
    }

    /// <inheritdoc/>
    public DbTransaction TransactionStarted(DbConnection connection, TransactionEndEventData eventData, DbTransaction result)
    {
        audit.Ledger.Begin(result).IsStarted = true;
        Watch(eventData.Context);
        return result;
    }

    /// <inheritdoc/>
    public ValueTask<DbTransaction> TransactionStartedAsync(
        DbConnection connection, TransactionEndEventData eventData, DbTransaction result, CancellationToken cancellationToken = default)
    {
        audit.Ledger.Begin(result).IsStarted = true;
        Watch(eventData.Context);
        return ValueTask.FromResult(result);
    }

    /// <inheritdoc/>
    public void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) => Wait(CommittedAsync(transaction));

    /// <inheritdoc/>
    public Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default) =>
        CommittedAsync(transaction).AsTask();

    /// <inheritdoc/>
    public void TransactionRolledBack(DbTransaction transaction, TransactionEndEventData eventData) => Wait(UndoneAsync(transaction, RolledBack));

    /// <inheritdoc/>
    public Task TransactionRolledBackAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default) =>
        UndoneAsync(transaction, RolledBack).AsTask();

    /// <inheritdoc/>
    public void TransactionFailed(DbTransaction transaction, TransactionErrorEventData eventData) => Wait(BrokenAsync(transaction, eventData));

    /// <inheritdoc/>
    public Task TransactionFailedAsync(DbTransaction transaction, TransactionErrorEventData eventData, CancellationToken cancellationToken = default) =>
        BrokenAsync(transaction, eventData).AsTask();

    /// <inheritdoc/>
    public void CreatedSavepoint(DbTransaction transaction, TransactionEventData eventData) => audit.Ledger.Of(transaction).CreatedSavepoint();

    /// <inheritdoc/>
    public Task CreatedSavepointAsync(DbTransaction transaction, TransactionEventData eventData, CancellationToken cancellationToken = default)
    {
        audit.Ledger.Of(transaction).CreatedSavepoint();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void RolledBackToSavepoint(DbTransaction transaction, TransactionEventData eventData) => WentBack(transaction, eventData);

    /// <inheritdoc/>
    public Task RolledBackToSavepointAsync(DbTransaction transaction, TransactionEventData eventData, CancellationToken cancellationToken = default)
    {
        WentBack(transaction, eventData);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void ReleasedSavepoint(DbTransaction transaction, TransactionEventData eventData) => Released(transaction, eventData);

    /// <inheritdoc/>
    public Task ReleasedSavepointAsync(DbTransaction transaction, TransactionEventData eventData, CancellationToken cancellationToken = default)
    {
        Released(transaction, eventData);
        return Task.CompletedTask;
    }

    void WentBack(DbTransaction transaction, TransactionEventData eventData)
    {
        HeldTransaction held = audit.Ledger.Of(transaction);
        if (eventData.Context is { } context && audit.StateOf(context).Save is not null)
        {
            held.RolledBackToLastSavepoint();   // EF Core's own savepoint of this save
        }
        else
        {
            held.RolledBackToSomeSavepoint();
        }
    }

    void Released(DbTransaction transaction, TransactionEventData eventData)
    {
        audit.Ledger.Of(transaction).ReleasedSavepoint();
        if (eventData.Context is { } context && audit.StateOf(context).Save is { IsConflict: true, OwnTransaction: null })
        {
            End(context);
        }
    }

    /// <summary>An ambient transaction; before the save it is not known whether the provider takes part in it.</summary>
    static Transaction? AmbientOf(DbContext context) => context.Database.GetEnlistedTransaction() ?? Transaction.Current;

    /// <summary>What is held of the transaction that a context is in; null where it is in none.</summary>
    HeldTransaction? FindHeld(DbContext context) =>
        !context.Database.IsRelational() ? null
        : context.Database.CurrentTransaction is { } current ? audit.Ledger.Of(current.GetDbTransaction())
        : AmbientOf(context) is { } ambient && (audit.Ledger.IsEnlisted(ambient) || context.Database.GetEnlistedTransaction() is not null) ? audit.Ledger.Of(ambient, AmbientEnded)
        : null;

    /// <summary>
    /// Keeps events until their transaction ends, and answers what is recorded now: all of them where there is no transaction; where EF Core may not hear of its
    /// end, the same as intents, so that they show as unknown until then.
    /// </summary>
    IReadOnlyList<AuditEvent> Hold(DbContext context, HeldSave save)
    {
        if (FindHeld(context) is not { } held)
        {
            return save.Events;
        }

        if (!held.IsExternal || save.Undone is not null)
        {
            held.Add(save, Left);
            return [];
        }

        AuditEvent first = save.Events[0];
        held.Add(save with
        {
            Events = [.. save.Events.Select(item => item with { Phase = OperationPhase.Outcome })],
            Undone = first with { Id = Guid.CreateVersion7(), Phase = OperationPhase.Outcome, Success = false, ErrorMessage = RolledBack, Changes = [] },
        }, Left);
        return [.. save.Events.Select(item => item with { Id = Guid.CreateVersion7(), Phase = OperationPhase.Intent })];
    }

    void Watch(DbContext? context)
    {
        if (context is not null)
        {
            audit.Ends.Watch(context);
        }
    }

    void Left(HeldTransaction held) => Wait(TellUndoneAsync(held, RolledBack));

    void Used(DbTransaction transaction, TransactionEventData eventData)
    {
        HeldTransaction held = audit.Ledger.Of(transaction);
        if (!held.IsStarted)
        {
            if (eventData.Context is { } context && held.IsFirst(context, transaction))
            {
                held = audit.Ledger.Begin(transaction);
                held.IsFirst(context, transaction);
            }

            held.IsExternal = true;
        }
    }

    void AmbientEnded(HeldTransaction held, bool? isCommitted) => Wait(isCommitted switch
    {
        true => TellAsync(held),
        false => TellUndoneAsync(held, RolledBack),
        null => TellUndoneAsync(held, "Whether the transaction was committed is not known."),
    });

    async ValueTask CommittedAsync(DbTransaction transaction)
    {
        if (audit.Ledger.Find(transaction) is { } held)
        {
            audit.Ledger.Remove(transaction);
            await TellAsync(held).ConfigureAwait(false);
        }
    }

    async ValueTask TellAsync(HeldTransaction held)
    {
        HeldSave[] saves = held.Take(out HeldSave[] undone);
        if (audit.Options.UseOutbox)
        {
            audit.Outbox.Wake();
        }

        await audit.RecordAsync([.. undone.Select(save => save.Undone!), .. saves.SelectMany(EventsOf)]).ConfigureAwait(false);
    }

    static IEnumerable<AuditEvent> EventsOf(HeldSave save) => !save.IsUncertain ? save.Events : save.Events.Select(item =>
    {
        JsonObject data = item.AdditionalData?.DeepClone().AsObject() ?? [];
        data["uncertain"] = "a savepoint was rolled back while several were open";
        return item with { AdditionalData = data };
    });

    async ValueTask UndoneAsync(DbTransaction transaction, string reason)
    {
        if (audit.Ledger.Find(transaction) is { } held)
        {
            audit.Ledger.Remove(transaction);
            await TellUndoneAsync(held, reason).ConfigureAwait(false);
        }
    }

    /// <summary>A failed commit may have been one: the answer was lost, and the database knows.</summary>
    ValueTask BrokenAsync(DbTransaction transaction, TransactionErrorEventData eventData) => eventData.Action switch
    {
        "Commit" => UndoneAsync(transaction, $"The commit failed ({eventData.Exception.GetType().Name}). Whether it was done is not known."),
        "Rollback" => UndoneAsync(transaction, RolledBack),
        _ => ValueTask.CompletedTask,
    };

    /// <summary>One event for all that was undone, and the outcome of every intent.</summary>
    async ValueTask TellUndoneAsync(HeldTransaction held, string reason)
    {
        HeldSave[] saves = held.Take(out HeldSave[] undone);
        List<AuditEvent> events = [.. undone.Concat(saves).Select(save => save.Undone is { } outcome ? outcome with { ErrorMessage = reason } : null).OfType<AuditEvent>()];
        if (saves.Length > 0)
        {
            events.Add(audit.Template(Guid.CreateVersion7().ToString("D")) with
            {
                Id = Guid.CreateVersion7(),
                Action = "transaction.rollback",
                ResourceType = "transaction",
                Success = false,
                ErrorMessage = reason,
                AdditionalData = new JsonObject
                {
                    ["saves"] = saves.Count(save => save.Statements == 0),
                    ["inserts"] = saves.Sum(save => save.Inserts),
                    ["updates"] = saves.Sum(save => save.Updates),
                    ["deletes"] = saves.Sum(save => save.Deletes),
                    ["statements"] = saves.Sum(save => save.Statements),
                },
            });
        }

        await audit.RecordAsync(events).ConfigureAwait(false);
    }
}
