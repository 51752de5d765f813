namespace MetaLogging.EntityFrameworkCore;

/// <summary>How many events a save is.</summary>
public enum EntityGrouping
{
    /// <summary>One for each entity: <c>order.insert</c>, <c>order.update</c>, <c>order.delete</c>.</summary>
    PerEntity,

    /// <summary>One for all entities of the save: <c>shop.save</c>, by the name of the context.</summary>
    PerSave,
}
