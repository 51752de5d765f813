using MetaLogging.Events;

namespace MetaLogging.Embedded.Tables;

/// <summary>A column of a table of events.</summary>
/// <param name="Name">Its name, as in JSON.</param>
/// <param name="Type">Its type.</param>
/// <param name="Part">The part of the detail that it belongs to, and is blanked with; none for the facts.</param>
internal readonly record struct Column(string Name, ColumnType Type, EntryParts Part = EntryParts.None)
{
    public string Definition => Type switch
    {
        ColumnType.Boolean => $"{Name} BOOLEAN",
        ColumnType.UTinyInt => $"{Name} UTINYINT",
        ColumnType.Integer => $"{Name} INTEGER",
        ColumnType.BigInt => $"{Name} BIGINT",
        ColumnType.Double => $"{Name} DOUBLE",
        ColumnType.Uuid => $"{Name} UUID",
        ColumnType.Varchar => $"{Name} VARCHAR",
        ColumnType.VarcharList => $"{Name} VARCHAR[]",
        _ => throw new InvalidOperationException($"The column {Name} has no type."),
    };
}
