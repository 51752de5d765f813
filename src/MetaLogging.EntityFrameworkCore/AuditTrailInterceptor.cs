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
            try
            {
                Wait(audit.RecordIntentsAsync(save.Intents));
                if (NeedsTransaction(eventData.Context!))
                {
                    save.OwnTransaction = eventData.Context!.Database.BeginTransaction();
                }
            }
            catch (Exception e)
            {
                Wait(NotBegunAsync(eventData.Context!, e));
                throw;
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
            try
            {
                await audit.RecordIntentsAsync(save.Intents).ConfigureAwait(false);
                if (NeedsTransaction(eventData.Context!))
                {
                    save.OwnTransaction = await eventData.Context!.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
                }
            }
            catch (Exception e)
            {
                await NotBegunAsync(eventData.Context!, e).ConfigureAwait(false);
                throw;
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

                save.IsCommitting = true;
                save.OwnTransaction?.Commit();
                End(context)?.Dispose();
            }
            else
            {
                End(context);
                Wait(audit.RecordAsync(Hold(context, save, outcomes)));
            }
        }
        else
        {
            End(context);
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
                    save.IsCommitting = true;
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
        else
        {
            End(context);
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
        if (eventData.Context is not { } context)
        {
            return null;
        }

        ContextState state = audit.StateOf(context);
        Watch(context);
        SaveInProgress? save = state.IsOwnWork || result.HasResult ? null : audit.Begin(context);
        state.Begin(save);
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
        return context.Database.IsRelational() && context.Database.CurrentTransaction is null && AmbientOf(context) is null;
    }

    /// <summary>Ends the save, and answers its own transaction, which is to be disposed.</summary>
    IDbContextTransaction? End(DbContext context)
    {
        SaveInProgress? save = audit.StateOf(context).End();
        save?.Unsubscribe?.Invoke();
        return save?.OwnTransaction;
    }

    async ValueTask FailedAsync(DbContext? context, string reason)
    {
        if (context is null)
        {
            return;
        }

        SaveInProgress? save = audit.StateOf(context).Save;
        if (End(context) is { } own)
        {
            await own.DisposeAsync().ConfigureAwait(false);   // rolls back
        }

        if (save is not null)
        {
            reason = save.IsCommitting ? $"{reason} It was being committed, and whether it was done is not known." : reason;
            await audit.RecordAsync([DatabaseAudit.Failure(save, reason)]).ConfigureAwait(false);
        }
    }

    /// <summary>EF Core tells nobody of a save that an interceptor keeps from beginning. Where the intent could not be recorded, that has been said.</summary>
    async ValueTask NotBegunAsync(DbContext context, Exception reason)
    {
        if (reason is EventNotRecordedException)
        {
            End(context);
        }
        else
        {
            await FailedAsync(context, ReasonOf(reason)).ConfigureAwait(false);
        }
    }

    /// <summary>EF Core tells interceptors when it finds a conflict, and only raises an event when it has thrown it: then the save has ended.</summary>
    async ValueTask ConflictAsync(DbContext? context)
    {
        if (context is null || audit.StateOf(context).Save is not { IsConflict: false } save)
        {
            return;
        }

        save.IsConflict = true;
        void Thrown(object? sender, SaveChangesFailedEventArgs e) => End(context)?.Dispose();
        context.SaveChangesFailed += Thrown;
        save.Unsubscribe = () => context.SaveChangesFailed -= Thrown;
        await audit.RecordAsync([DatabaseAudit.Failure(save, "Somebody else has changed or deleted the entity meanwhile (DbUpdateConcurrencyException).")]).ConfigureAwait(false);
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
        return cause == exception ? $"It failed ({exception.GetType().Name}{state})." : $"It failed ({exception.GetType().Name}: {cause.GetType().Name}{state}).";
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
