using MetaLogging.Events;

namespace MetaLogging.EntityFrameworkCore.Transactions;

/// <summary>What a save, or a statement, did in a transaction that has not ended yet.</summary>
/// <param name="Events">The events that are recorded when it commits.</param>
/// <param name="Undone">The event that is recorded when it is rolled back, where an intent was recorded before; null: it is counted with the others.</param>
/// <param name="Inserts">How many entities were inserted.</param>
/// <param name="Updates">How many were updated.</param>
/// <param name="Deletes">How many were deleted.</param>
/// <param name="Statements">How many statements it is.</param>
internal sealed record HeldSave(IReadOnlyList<AuditEvent> Events, AuditEvent? Undone, int Inserts, int Updates, int Deletes, int Statements)
{
    /// <summary>Whether a rollback to a savepoint may have undone it: EF Core does not say to which of several.</summary>
    public bool IsUncertain { get; set; }
}
