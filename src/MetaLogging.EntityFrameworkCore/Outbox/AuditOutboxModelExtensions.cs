using MetaLogging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore.Metadata;

// So that `modelBuilder.AddAuditOutbox()` is found where a model is built.
namespace Microsoft.EntityFrameworkCore;

/// <summary>Adds the audit outbox to a model.</summary>
public static class AuditOutboxModelExtensions
{
    /// <summary>
    /// Maps the table in which events wait until they are in the trail, for <see cref="MetaLogging.EntityFrameworkCore.EntityAuditOptions.UseOutbox"/>. It needs a
    /// migration like any other table. Its rows are never audited themselves.
    /// </summary>
    /// <param name="table">The name of the table. Default <c>audit_outbox</c>.</param>
    /// <param name="schema">The schema of the table. Default: the model's.</param>
    public static ModelBuilder AddAuditOutbox(this ModelBuilder modelBuilder, string table = "audit_outbox", string? schema = null)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.SharedTypeEntity<Dictionary<string, object>>(OutboxTable.EntityName, row =>
        {
            row.ToTable(table, schema ?? modelBuilder.Model.GetDefaultSchema());
            row.IndexerProperty<Guid>(OutboxTable.Id).HasColumnName("id").ValueGeneratedNever();
            row.IndexerProperty<string>(OutboxTable.Payload).HasColumnName("payload").IsRequired();
            row.IndexerProperty<long>(OutboxTable.Created).HasColumnName("created");
            row.IndexerProperty<string?>(OutboxTable.ClaimedBy).HasColumnName("claimed_by").HasMaxLength(256);
            row.IndexerProperty<long>(OutboxTable.ClaimedUntil).HasColumnName("claimed_until");
            row.IndexerProperty<string?>(OutboxTable.Refused).HasColumnName("refused").HasMaxLength(1024);
            row.HasKey(OutboxTable.Id);
            row.HasIndex(OutboxTable.Created);
        });
        return modelBuilder;
    }
}
