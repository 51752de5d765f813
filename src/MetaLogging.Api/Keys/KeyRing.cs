using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using MetaLogging.Api.Access;
using MetaLogging.Recording;

namespace MetaLogging.Api.Keys;

/// <summary>The API keys of a data folder. Thread-safe; finding a key touches no file, and a key that is revoked is refused at once.</summary>
/// <param name="directory">The data folder.</param>
/// <param name="time">The clock, for expiry.</param>
internal sealed class KeyRing(string directory, TimeProvider time)
{
    static readonly byte[] NoHash = new byte[SHA256.HashSizeInBytes];

    readonly KeyFile _file = new(directory);
    readonly Lock _changing = new();
    FrozenDictionary<string, ApiKey> _keys = FrozenDictionary<string, ApiKey>.Empty;

    /// <summary>Where the first key is written.</summary>
    public string BootstrapPath => Path.Combine(directory, "bootstrap-key");

    /// <summary>All keys, the revoked ones too, oldest first.</summary>
    public IReadOnlyList<ApiKey> All => [.. Volatile.Read(ref _keys).Values.OrderBy(key => key.CreatedAt).ThenBy(key => key.Id, StringComparer.Ordinal)];

    /// <summary>Reads the keys. Where there are none yet, it makes the first, with all permissions, and answers it.</summary>
    /// <exception cref="KeyFileException">The file can't be read or written.</exception>
    public ApiKey? Open()
    {
        lock (_changing)
        {
            if (_file.Read() is { } keys)
            {
                Use(keys);
                return null;
            }

            ApiKey first = Make(new NewKey("bootstrap", Permissions.All), out string secret);
            Try(() => PrivateFile.Replace(BootstrapPath, Encoding.ASCII.GetBytes(secret)));
            Save([first]);
            return first;
        }
    }

    /// <summary>Who bears this key; null where nobody does, or no longer.</summary>
    public Caller? Find(ReadOnlySpan<char> secret)
    {
        if (KeySecret.IdOf(secret) is not { } id)
        {
            return null;
        }

        // What is not known is compared, too, so that time does not tell which ids there are.
        ApiKey? key = Volatile.Read(ref _keys).GetValueOrDefault(id);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        KeySecret.Hash(secret, hash);
        bool isRight = CryptographicOperations.FixedTimeEquals(hash, key?.Hash ?? NoHash);
        return isRight && key is not null && IsValid(key) ? CallerOf(key) : null;
    }

    /// <summary>Makes a key.</summary>
    /// <param name="wanted">What it is to be.</param>
    /// <param name="secret">The key itself, which is kept nowhere.</param>
    /// <exception cref="KeyFileException">It can't be kept; there is no new key.</exception>
    public ApiKey Create(NewKey wanted, out string secret)
    {
        lock (_changing)
        {
            ApiKey key = Make(wanted, out secret);
            Save([.. All, key]);
            return key;
        }
    }

    /// <summary>Revokes a key, from this moment on, and answers it; null where there is none of this id. Doing it again changes nothing.</summary>
    /// <exception cref="KeyFileException">It is refused from now on, but that can't be kept: after a restart it would be taken again.</exception>
    public ApiKey? Revoke(string id)
    {
        lock (_changing)
        {
            if (Volatile.Read(ref _keys).GetValueOrDefault(id) is not { } key)
            {
                return null;
            }

            ApiKey revoked = key with { RevokedAt = key.RevokedAt ?? time.GetUtcNow() };
            ApiKey[] keys = [.. All.Select(one => one.Id == id ? revoked : one)];
            Use(keys);
            Save(keys);
            return revoked;
        }
    }

    bool IsValid(ApiKey key) => key.RevokedAt is null && !(key.ExpiresAt <= time.GetUtcNow());

    Caller CallerOf(ApiKey key) => new(key.Id, key.Name, key.Permissions, new Recorder(key.Name, key.Source ?? key.Name, key.TenantId) { MayTellGaps = true })
    {
        IsValid = () => Volatile.Read(ref _keys).GetValueOrDefault(key.Id) is { } now && IsValid(now),
    };

    ApiKey Make(NewKey wanted, out string secret)
    {
        (string id, secret) = KeySecret.Make();
        byte[] hash = new byte[SHA256.HashSizeInBytes];
        KeySecret.Hash(secret, hash);
        return new()
        {
            Id = id,
            Name = wanted.Name,
            Permissions = wanted.Permissions,
            Hash = hash,
            Source = wanted.Source,
            TenantId = wanted.TenantId,
            CreatedAt = time.GetUtcNow(),
            ExpiresAt = wanted.ExpiresAt,
        };
    }

    void Save(IReadOnlyList<ApiKey> keys)
    {
        Try(() => _file.Write(keys));
        Use(keys);
    }

    void Use(IReadOnlyList<ApiKey> keys) => Volatile.Write(ref _keys, keys.ToFrozenDictionary(key => key.Id));

    void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KeyFileException($"The keys can't be kept in {directory}: {e.Message} Give this process the right to write there, and the disk some space.", e);
        }
    }
}
