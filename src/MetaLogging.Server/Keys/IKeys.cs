using MetaLogging.Api.Keys;

namespace MetaLogging.Server.Keys;

/// <summary>The API keys of a trail, wherever it is.</summary>
internal interface IKeys
{
    /// <summary>All keys, oldest first.</summary>
    Task<IReadOnlyList<ApiKey>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Makes a key, and answers it with its secret.</summary>
    Task<(ApiKey Key, string Secret)> CreateAsync(NewKey wanted, CancellationToken cancellationToken);

    /// <summary>Revokes a key; null where there is none of this id.</summary>
    Task<ApiKey?> RevokeAsync(string id, CancellationToken cancellationToken);

    /// <summary>Puts a new key in the place of the one that signs checkpoints, and answers its verifier key; the one before signs, too, for so many days.</summary>
    Task<string> RotateSigningAsync(double overlapDays, CancellationToken cancellationToken);
}
