using MetaLogging.Api.Access;

namespace MetaLogging.Api.Keys;

/// <summary>An API key, without its secret, of which only the SHA-256 is kept: it has 256 random bits, so that no slower hash is needed.</summary>
internal sealed record ApiKey
{
    /// <summary>Its id, 16 hexadecimal digits; part of the key, not secret.</summary>
    public required string Id { get; init; }

    /// <summary>Its name, a name: it stands in <c>recorded_by</c> of what it records.</summary>
    public required string Name { get; init; }

    /// <summary>What it may do.</summary>
    public required Permissions Permissions { get; init; }

    /// <summary>SHA-256 of the whole key as text.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>The source of events that name none; null: its name.</summary>
    public string? Source { get; init; }

    /// <summary>The only tenant it reads and writes; null: all.</summary>
    public string? TenantId { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>From when on it is refused; null: never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was revoked; null: it is not.</summary>
    public DateTimeOffset? RevokedAt { get; init; }
}
