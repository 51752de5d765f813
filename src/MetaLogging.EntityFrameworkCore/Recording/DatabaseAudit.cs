using MetaLogging.Capturing;
using MetaLogging.Context;
using MetaLogging.EntityFrameworkCore.Entities;
using MetaLogging.EntityFrameworkCore.Marking;
using MetaLogging.EntityFrameworkCore.Outbox;
using MetaLogging.EntityFrameworkCore.Transactions;
using MetaLogging.EntityFrameworkCore.Values;
using MetaLogging.Events;
using MetaLogging.Validation;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace MetaLogging.EntityFrameworkCore.Recording;

/// <summary>How the changes of a database become events of a trail. Thread-safe; all contexts of one kind share it.</summary>
internal sealed class DatabaseAudit(EntityAuditOptions options, Capture capture, AuditContext? context, SharedState shared, TimeProvider time, ILogger logger)
{
    /// <summary>The source of events, in what is said of losses.</summary>
    public const string Source = "entities";

    /// <summary>How many events are recorded at once: all or nothing, and not too many to hold.</summary>
    const int MostAtOnce = 1000;

    readonly ValueNode _values = new(options.LongestValue);

    public EntityAuditOptions Options => options;

    public TransactionLedger Ledger => shared.Ledger;

    public TransactionEnds Ends => shared.Ends;

    public OutboxSignal Outbox => shared.Outbox;

    /// <summary>What a context is doing now.</summary>
    public ContextState StateOf(DbContext database) => shared.StateOf(database);

    /// <summary>An event with who is acting now, so that it can be recorded later, elsewhere.</summary>
    public AuditEvent Template(string operationId)
    {
        AuditEvent template = new() { Action = "entity", ResourceType = "entity", OperationId = operationId, Timestamp = time.GetUtcNow() };
        return context is null ? template : (AuditEvent)context.Fill(template);
    }

    /// <summary>Reads what a save is about to do; null where there is nothing to record.</summary>
    /// <exception cref="EventNotRecordedException">It can't be read, and the failure policy is <see cref="FailurePolicy.FailOperation"/>.</exception>
    public SaveInProgress? Begin(DbContext database)
    {
        string resourceType = AuditedType.NameOf(database.GetType().Name);
        try
        {
            List<EntityChange> changes = new ChangedEntities(database, _values).Read();
            if (changes.Count == 0)
            {
                return null;
            }

            AuditEvent template = Template(Guid.CreateVersion7().ToString("D"));
            return new(template, resourceType, changes, [.. IntentsOf(template, resourceType, changes)]);
        }
        catch (Exception e)
        {
            // The save of the application is more important than a fault of its record, unless the policy says otherwise.
            EntityAuditLog.NotRead(logger, resourceType, e);
            capture.Losses.Add(Source, 1, e.GetType().Name);
            return options.FailurePolicy == FailurePolicy.Continue ? null : throw new EventNotRecordedException($"{resourceType}.save", e);
        }
    }

    /// <summary>The events of a save that is done.</summary>
    public IReadOnlyList<AuditEvent> Outcomes(SaveInProgress save)
    {
        try
        {
            foreach (EntityChange change in save.Changes)
            {
                change.Complete(_values);
            }

            return
            [
                .. options.Grouping == EntityGrouping.PerSave
                    ? EventComposer.PerSave(save.Template, save.ResourceType, save.Changes, save.HasIntent ? OperationPhase.Outcome : null)
                    : EventComposer.PerEntity(save.Template, save.Changes, change => save.HasIntent && NeedsIntent(change.IsPersonal) ? OperationPhase.Outcome : null),
            ];
        }
        catch (Exception e)
        {
            // The save is done, and a fault of its record can't undo it.
            EntityAuditLog.NotRead(logger, save.ResourceType, e);
            capture.Losses.Add(Source, save.Changes.Count, e.GetType().Name);
            return [];
        }
    }

    /// <summary>The events as they wait in the outbox. One that no trail would take is lost here, and said to be, and does not break the save.</summary>
    /// <exception cref="EventNotRecordedException">One is not valid, and the failure policy is <see cref="FailurePolicy.FailOperation"/>.</exception>
    public IReadOnlyList<OutboxRow> ToRows(IReadOnlyList<AuditEvent> events)
    {
        List<OutboxRow> rows = [];
        foreach (AuditEvent item in events)
        {
            try
            {
                rows.Add(new(item.Id!.Value, EventComposer.ToJson(item)));
            }
            catch (InvalidEventException e) when (options.FailurePolicy == FailurePolicy.Continue)
            {
                EntityAuditLog.NotValid(logger, item.Action, e.Message);
                capture.Losses.Add(Source, 1, "The event is not valid.");
            }
            catch (InvalidEventException e)
            {
                throw new EventNotRecordedException(item.Action, e);
            }
        }

        return rows;
    }

    /// <summary>The event of a save that failed.</summary>
    public static AuditEvent Failure(SaveInProgress save, string reason) =>
        EventComposer.Failed(save.Template, save.ResourceType, save.Changes, save.HasIntent ? OperationPhase.Outcome : null, reason) with { Id = Guid.CreateVersion7() };

    /// <summary>Whether an intent must be on the disk before.</summary>
    public bool NeedsIntent(bool isPersonal) =>
        !options.UseOutbox && (options.FailurePolicy == FailurePolicy.FailOperation || (options.IntentForPersonalData && isPersonal));

    /// <summary>Records events: what fails is a loss that is loud.</summary>
    public ValueTask RecordAsync(IReadOnlyList<AuditEvent> events) => RecordAsync(events, FailurePolicy.Continue);

    /// <summary>Records intents.</summary>
    /// <exception cref="EventNotRecordedException">They can't be recorded.</exception>
    public ValueTask RecordIntentsAsync(IReadOnlyList<AuditEvent> intents) => RecordAsync(intents, FailurePolicy.FailOperation);

    async ValueTask RecordAsync(IReadOnlyList<AuditEvent> events, FailurePolicy policy)
    {
        foreach (AuditEvent[] some in events.Chunk(MostAtOnce))
        {
            await capture.RecordAsync(some, Source, policy).ConfigureAwait(false);
        }
    }

    IEnumerable<AuditEvent> IntentsOf(AuditEvent template, string resourceType, IReadOnlyList<EntityChange> changes)
    {
        if (options.Grouping == EntityGrouping.PerSave)
        {
            return NeedsIntent(changes.Any(change => change.IsPersonal)) ? EventComposer.PerSave(template, resourceType, changes, OperationPhase.Intent) : [];
        }

        return EventComposer.PerEntity(template, changes.Where(change => NeedsIntent(change.IsPersonal)), _ => OperationPhase.Intent);
    }
}
