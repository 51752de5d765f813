namespace MetaLogging.Api.Access;

/// <summary>What a caller may do. <see cref="Manage"/> does not include the others.</summary>
[Flags]
internal enum Permissions
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary><c>logging:read</c>: ask for events, reports and numbers.</summary>
    Read = 1,

    /// <summary><c>logging:write</c>: record events.</summary>
    Write = 2,

    /// <summary><c>logging:manage</c>: keys, configuration, metrics.</summary>
    Manage = 4,

    /// <summary>All three.</summary>
    All = Read | Write | Manage,
}
