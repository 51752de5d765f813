using System.Data.Common;
using MetaLogging.Capturing;
using MetaLogging.EntityFrameworkCore.Entities;
using MetaLogging.EntityFrameworkCore.Outbox;
using MetaLogging.EntityFrameworkCore.Recording;
using MetaLogging.EntityFrameworkCore.Transactions;
using MetaLogging.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;

namespace MetaLogging.EntityFrameworkCore;

/// <summary>Where EF Core tells what it does: saves here, transactions and statements in the other files. Thread-safe; contexts share it.</summary>
internal sealed partial class AuditTrailInterceptor(DatabaseAudit audit, TimeProvider time) : ISaveChangesInterceptor, IDbTransactionInterceptor, IDbCommandInterceptor
{
    /// <inheritdoc/>
    public InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        if (Begin(eventData, result) is { } save)
        {
            Wait(audit.RecordIntentsAsync(save.Intents));
            if (NeedsTransaction(eventData.Context!))
            {
                save.OwnTransaction = eventData.Context!.Database.BeginTransaction();
            }
        }

        return result;
    }

    /// <inheritdoc/>
    public async ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (Begin(eventData, result) is { } save)
        {
            await audit.RecordIntentsAsync(save.Intents).ConfigureAwait(false);
            if (NeedsTransaction(eventData.Context!))
            {
                save.OwnTransaction = await eventData.Context!.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        return result;
    }

    /// <inheritdoc/>
    public int SavedChanges(SaveChangesCompletedEventData eventData, int result)
    {
        DbContext context = eventData.Context!;
        if (audit.StateOf(context).Save is { } save)
        {
            IReadOnlyList<AuditEvent> outcomes = audit.Outcomes(save);
            if (audit.Options.UseOutbox)
            {
                FindHeld(context);   // so that the end of the transaction wakes the outbox
                using (OwnWork(context))
                {
                    foreach ((string statement, object[] parameters) in OutboxTable.Of(context).Inserts(audit.ToRows(outcomes), time))
                    {
                        context.Database.ExecuteSqlRaw(statement, parameters);
                    }
                }

                save.OwnTransaction?.Commit();
                End(context)?.Dispose();
            }
            else
            {
                End(context);
                Wait(audit.RecordAsync(Hold(context, save, outcomes)));
            }
        }

        return result;
    }

    /// <inheritdoc/>
    public async ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        DbContext context = eventData.Context!;
        if (audit.StateOf(context).Save is { } save)
        {
            IReadOnlyList<AuditEvent> outcomes = audit.Outcomes(save);
            if (audit.Options.UseOutbox)
            {
                FindHeld(context);   // so that the end of the transaction wakes the outbox
                using (OwnWork(context))
                {
                    foreach ((string statement, object[] parameters) in OutboxTable.Of(context).Inserts(audit.ToRows(outcomes), time))
                    {
                        await context.Database.ExecuteSqlRawAsync(statement, parameters, cancellationToken).ConfigureAwait(false);
                    }
                }

                if (save.OwnTransaction is { } own)
                {
                    await own.CommitAsync(cancellationToken).ConfigureAwait(false);
                }

                if (End(context) is { } ended)
                {
                    await ended.DisposeAsync().ConfigureAwait(false);
                }
            }
            else
            {
                End(context);
                await audit.RecordAsync(Hold(context, save, outcomes)).ConfigureAwait(false);
            }
        }

        return result;
    }

    /// <inheritdoc/>
    public void SaveChangesFailed(DbContextErrorEventData eventData) => Wait(FailedAsync(eventData.Context, ReasonOf(eventData.Exception)));

    /// <inheritdoc/>
    public Task SaveChangesFailedAsync(DbContextErrorEventData eventData, CancellationToken cancellationToken = default) =>
        FailedAsync(eventData.Context, ReasonOf(eventData.Exception)).AsTask();

    /// <inheritdoc/>
    public void SaveChangesCanceled(DbContextEventData eventData) => Wait(FailedAsync(eventData.Context, "The save was cancelled."));

    /// <inheritdoc/>
    public Task SaveChangesCanceledAsync(DbContextEventData eventData, CancellationToken cancellationToken = default) =>
        FailedAsync(eventData.Context, "The save was cancelled.").AsTask();

    /// <inheritdoc/>
    public InterceptionResult ThrowingConcurrencyException(ConcurrencyExceptionEventData eventData, InterceptionResult result)
    {
        if (!result.IsSuppressed)
        {
            Wait(ConflictAsync(eventData.Context));
        }

        return result;
    }

    /// <inheritdoc/>
    public async ValueTask<InterceptionResult> ThrowingConcurrencyExceptionAsync(
        ConcurrencyExceptionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        if (!result.IsSuppressed)
        {
            await ConflictAsync(eventData.Context).ConfigureAwait(false);
        }

        return result;
    }

    SaveInProgress? Begin(DbContextEventData eventData, InterceptionResult<int> result)
    {
        if (eventData.Context is not { } context || result.HasResult)
        {
            return null;
        }

        ContextState state = audit.StateOf(context);
        End(context)?.Dispose();   // of a save whose end was not told
        Watch(context);
        SaveInProgress? save = state.IsOwnWork ? null : audit.Begin(context);
        state.Save = save;
        return save;
    }

    /// <summary>The outbox is written in the transaction of the entities: where there is none, in one of its own.</summary>
    bool NeedsTransaction(DbContext context)
    {
        if (!audit.Options.UseOutbox)
        {
            return false;
        }

        OutboxTable.Of(context);
        if (!context.Database.IsRelational() || context.Database.CurrentTransaction is not null || AmbientOf(context) is not null)
        {
            return false;
        }

        // EF Core tells interceptors nothing when it throws a conflict, but it raises this.
        EventHandler<SaveChangesFailedEventArgs>? failed = null;
        failed = (sender, _) =>
        {
            context.SaveChangesFailed -= failed;
            audit.StateOf(context).Save?.OwnTransaction?.Dispose();
        };
        context.SaveChangesFailed += failed;
        audit.StateOf(context).Save!.Unsubscribe = () => context.SaveChangesFailed -= failed;
        return true;
    }

    /// <summary>Ends the save, and answers its own transaction, which is to be disposed.</summary>
    IDbContextTransaction? End(DbContext context)
    {
        ContextState state = audit.StateOf(context);
        SaveInProgress? save = state.Save;
        state.Save = null;
        save?.Unsubscribe?.Invoke();
        return save?.OwnTransaction;
    }

    async ValueTask FailedAsync(DbContext? context, string reason)
    {
        if (context is not null && audit.StateOf(context).Save is { } save)
        {
            if (End(context) is { } own)
            {
                await own.DisposeAsync().ConfigureAwait(false);   // rolls back
            }

            await audit.RecordAsync([DatabaseAudit.Failure(save, reason)]).ConfigureAwait(false);
        }
    }

    /// <summary>The save has not ended: EF Core goes back to its savepoint, or the save's own transaction is disposed, when the conflict is thrown.</summary>
    async ValueTask ConflictAsync(DbContext? context)
    {
        if (context is not null && audit.StateOf(context).Save is { } save)
        {
            save.IsConflict = true;
            await audit.RecordAsync([DatabaseAudit.Failure(save, "Somebody else has changed or deleted the entity meanwhile (DbUpdateConcurrencyException).")]).ConfigureAwait(false);
        }
    }

    /// <summary>Keeps the events until the transaction ends, and answers what is recorded now: all of them where there is no transaction.</summary>
    IReadOnlyList<AuditEvent> Hold(DbContext context, SaveInProgress save, IReadOnlyList<AuditEvent> outcomes) => Hold(context, new HeldSave(
        outcomes,
        save.HasIntent ? DatabaseAudit.Failure(save, RolledBack) : null,
        save.Changes.Count(change => change.Kind == EntityChangeKind.Insert),
        save.Changes.Count(change => change.Kind == EntityChangeKind.Update),
        save.Changes.Count(change => change.Kind == EntityChangeKind.Delete),
        0));

    Ended OwnWork(DbContext context)
    {
        ContextState state = audit.StateOf(context);
        state.IsOwnWork = true;
        return new Ended(state);
    }

    /// <summary>Values may stand in a message, and never in the names of types.</summary>
    static string ReasonOf(Exception exception)
    {
        Exception cause = exception is DbUpdateException { InnerException: { } inner } ? inner : exception;
        string state = cause is DbException { SqlState: { Length: > 0 } sqlState } ? $", SQLSTATE {sqlState}" : "";
        return cause == exception ? $"The save failed ({exception.GetType().Name}{state})." : $"The save failed ({exception.GetType().Name}: {cause.GetType().Name}{state}).";
    }

    /// <summary>The caller of a synchronous method waits: there is no other way to be done when it returns. Nothing of ours needs the caller's thread.</summary>
    static void Wait(ValueTask task)
    {
        if (!task.IsCompletedSuccessfully)
        {
            task.AsTask().GetAwaiter().GetResult();
        }
    }

    sealed class Ended(ContextState state) : IDisposable
    {
        public void Dispose() => state.IsOwnWork = false;
    }
}
