namespace MetaLogging.EntityFrameworkCore.Entities;

/// <summary>What becomes of an entity.</summary>
internal enum EntityChangeKind
{
    Insert,
    Update,
    Delete,
}
