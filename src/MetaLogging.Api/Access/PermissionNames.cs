namespace MetaLogging.Api.Access;

/// <summary>Permissions as they are named on the wire: <c>logging:read</c>; <c>read</c> alone is understood, too.</summary>
internal static class PermissionNames
{
    const string Prefix = "logging:";

    static readonly (Permissions Permission, string Name)[] Names =
        [(Permissions.Read, "logging:read"), (Permissions.Write, "logging:write"), (Permissions.Manage, "logging:manage")];

    /// <summary>The names of a set, in a fixed order.</summary>
    public static IReadOnlyList<string> Of(Permissions permissions) =>
        [.. Names.Where(one => permissions.HasFlag(one.Permission)).Select(one => one.Name)];

    /// <summary>The name of one.</summary>
    public static string Name(Permissions permission) => Names.First(one => one.Permission == permission).Name;

    /// <summary>The permission of this name; null where there is none.</summary>
    public static Permissions? Find(string name)
    {
        foreach ((Permissions permission, string full) in Names)
        {
            if (name == full || name == full[Prefix.Length..])
            {
                return permission;
            }
        }

        return null;
    }
}
