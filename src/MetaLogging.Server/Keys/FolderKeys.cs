using MetaLogging.Api.Keys;
using MetaLogging.Server.Trails;
using Microsoft.Extensions.Logging;

namespace MetaLogging.Server.Keys;

/// <summary>The keys of a folder that this command has opened.</summary>
internal sealed class FolderKeys(string directory, AuditTrail trail, TimeProvider time, ILogger log) : IKeys
{
    static readonly KeyActor Me = new(Environment.UserName, Environment.UserName, null);

    readonly Lazy<KeyAdministration> _keys = new(() =>
    {
        KeyRing ring = new(directory, time);
        ring.Open();
        return new(ring, trail, new TypedLogger<KeyAdministration>(log));
    });

    /// <inheritdoc/>
    public Task<IReadOnlyList<ApiKey>> ListAsync(CancellationToken cancellationToken) => Task.FromResult(_keys.Value.All);

    /// <inheritdoc/>
    public Task<(ApiKey Key, string Secret)> CreateAsync(NewKey wanted, CancellationToken cancellationToken) => _keys.Value.CreateAsync(wanted, Me);

    /// <inheritdoc/>
    public Task<ApiKey?> RevokeAsync(string id, CancellationToken cancellationToken) => _keys.Value.RevokeAsync(id, Me);

    /// <inheritdoc/>
    public async Task<string> RotateSigningAsync(double overlapDays, CancellationToken cancellationToken) =>
        (await trail.KeyRotation.RotateAsync(TimeSpan.FromDays(overlapDays), Me.Id, Me.Name, cancellationToken).ConfigureAwait(false)).Text;
}
