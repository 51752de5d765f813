using MetaLogging.Api.Access;

namespace MetaLogging.Api.Keys;

/// <summary>What a key is to be; checked.</summary>
/// <param name="Name">A name.</param>
/// <param name="Permissions">At least one.</param>
/// <param name="Source">A name; null: that of the key.</param>
/// <param name="ExpiresAt">From when on it is refused; null: never.</param>
/// <param name="TenantId">The only tenant; null: all.</param>
internal sealed record NewKey(
    string Name, Permissions Permissions, string? Source = null, DateTimeOffset? ExpiresAt = null, string? TenantId = null);
