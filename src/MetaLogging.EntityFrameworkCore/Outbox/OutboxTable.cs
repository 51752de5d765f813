using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace MetaLogging.EntityFrameworkCore.Outbox;

/// <summary>The table in which events wait, as the model of a context maps it.</summary>
internal sealed class OutboxTable
{
    /// <summary>The entity type: a bag of properties, so that neither proxies nor conventions of the application touch it.</summary>
    public const string EntityName = "MetaLogging.AuditOutbox";

    public const string Id = "Id";
    public const string Payload = "Payload";
    public const string Created = "Created";
    public const string ClaimedBy = "ClaimedBy";
    public const string ClaimedUntil = "ClaimedUntil";
    public const string Refused = "Refused";

    /// <summary>How many rows one statement inserts: databases limit parameters.</summary>
    const int RowsAtOnce = 100;

    readonly string _insert;

    OutboxTable(IEntityType type, ISqlGenerationHelper sql)
    {
        StoreObjectIdentifier table = StoreObjectIdentifier.Create(type, StoreObjectType.Table)!.Value;
        Name = table.Name;
        string Column(string property) => sql.DelimitIdentifier(type.FindProperty(property)!.GetColumnName(table)!);
        _insert = $"INSERT INTO {sql.DelimitIdentifier(table.Name, table.Schema)} ({Column(Id)}, {Column(Payload)}, {Column(Created)}, {Column(ClaimedUntil)}) VALUES ";
    }

    /// <summary>The name of the table.</summary>
    public string Name { get; }

    /// <summary>The table of a context.</summary>
    /// <exception cref="InvalidOperationException">The model has none.</exception>
    public static OutboxTable Of(DbContext context) => Find(context) ?? throw new InvalidOperationException(
        $"UseOutbox is set, and the model of {context.GetType().Name} has no outbox. Call modelBuilder.AddAuditOutbox() in OnModelCreating, and add a migration.");

    /// <summary>The table of a context; null where its model has none.</summary>
    public static OutboxTable? Find(DbContext context) => context.Model.FindEntityType(EntityName) is { } type
        ? type.GetOrAddRuntimeAnnotationValue("MetaLogging:OutboxTable", static c => new OutboxTable(c!.Model.FindEntityType(EntityName)!, c.GetService<ISqlGenerationHelper>()), context)
        : null;

    /// <summary>The rows of a context.</summary>
    public static DbSet<Dictionary<string, object>> RowsOf(DbContext context) => context.Set<Dictionary<string, object>>(EntityName);

    /// <summary>The statements that write events into the table, each with its parameters.</summary>
    public IEnumerable<(string Statement, object[] Parameters)> Inserts(IReadOnlyList<OutboxRow> rows, TimeProvider time)
    {
        foreach (OutboxRow[] some in rows.Chunk(RowsAtOnce))
        {
            StringBuilder statement = new(_insert);
            List<object> parameters = [];
            foreach (OutboxRow row in some)
            {
                int n = parameters.Count;
                statement.Append(n == 0 ? "" : ", ").Append(System.Globalization.CultureInfo.InvariantCulture, $"({{{n}}}, {{{n + 1}}}, {{{n + 2}}}, 0)");
                parameters.AddRange([row.Id, row.Payload, time.GetUtcNow().ToUnixTimeMilliseconds()]);
            }

            yield return (statement.ToString(), [.. parameters]);
        }
    }
}
