using MetaLogging.Recording;

namespace MetaLogging.Api.Access;

/// <summary>Who calls: an API key, the bearer of a token, a user whom the host let in, or whoever may open the socket of the data folder.</summary>
/// <param name="Id">The key's id, the token's subject, or <c>socket</c>.</param>
/// <param name="Name">The name that stands in own events.</param>
/// <param name="Permissions">What it may do.</param>
/// <param name="Recorder">On whose behalf it records; its tenant is the only one that the caller reads and writes.</param>
internal sealed record Caller(string Id, string Name, Permissions Permissions, Recorder Recorder)
{
    /// <summary>The only tenant it reads and writes; null: all.</summary>
    public string? TenantId => Recorder.TenantId;

    /// <summary>Whether it still may call: a key can be revoked, or expire, while an answer streams.</summary>
    public Func<bool> IsValid { get; init; } = static () => true;
}
