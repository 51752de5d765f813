using MetaLogging.Journaling.Hashing;

namespace MetaLogging.Entries;

/// <summary>
/// Computes what many facts hold of their details at once, by the rule of <see cref="DetailCommitment"/>: all salts, then all parts, then
/// all commitments, so that each step has enough messages to be hashed side by side. Keeps its buffers. Not thread-safe.
/// </summary>
internal sealed class DetailCommitter
{
    const int SaltMessageLength = DetailCommitment.SaltLength + 1;
    readonly List<Sha256Batch.Message> _messages = [];
    readonly List<int> _places = [];
    byte[] _salts = [];
    byte[] _text = [];
    byte[] _digests = [];
    byte[] _parts = [];
    int _used;
    int _count;

    /// <summary>Begins with a number of details, whose JSON has so many bytes in all.</summary>
    public void Begin(int count, int length)
    {
        Ensure(ref _salts, count * DetailCommitment.SaltsLength);
        Ensure(ref _parts, count * DetailCommitment.DigestsLength);
        Ensure(ref _digests, count * DetailCommitment.DigestsLength);
        Ensure(ref _text, Math.Max(count * 2 * SaltMessageLength, length + (count * DetailCommitment.SaltsLength)));
        _messages.Clear();
        _used = 0;
        _count = count;
    }

    /// <summary>First of all, the salt of each detail, in order.</summary>
    public void AddSalt(ReadOnlySpan<byte> salt)
    {
        for (byte half = 1; half <= 2; half++)
        {
            salt.CopyTo(_text.AsSpan(_used));
            _text[_used + DetailCommitment.SaltLength] = half;
            _messages.Add(new(_used, SaltMessageLength));
            _used += SaltMessageLength;
        }
    }

    /// <summary>Behind the last salt: makes the salts of the parts.</summary>
    public void DeriveSalts()
    {
        Hash(_salts);
        _parts.AsSpan(0, _count * DetailCommitment.DigestsLength).Clear();
        _places.Clear();
    }

    /// <summary>Then every part that is not empty, in any order.</summary>
    public void AddPart(int detail, int part, ReadOnlySpan<byte> json)
    {
        int place = (detail * DetailCommitment.PartCount) + part;
        _salts.AsSpan(place * DetailCommitment.SaltLength, DetailCommitment.SaltLength).CopyTo(_text.AsSpan(_used));
        json.CopyTo(_text.AsSpan(_used + DetailCommitment.SaltLength));
        _messages.Add(new(_used, DetailCommitment.SaltLength + json.Length));
        _places.Add(place);
        _used += DetailCommitment.SaltLength + json.Length;
    }

    /// <summary>Behind the last part: the commitments of all details, 32 bytes each; valid until the next <see cref="Begin"/>.</summary>
    public ReadOnlySpan<byte> Complete()
    {
        Hash(_digests);
        for (int i = 0; i < _places.Count; i++)
        {
            _digests.AsSpan(i * DetailCommitment.DigestLength, DetailCommitment.DigestLength)
                .CopyTo(_parts.AsSpan(_places[i] * DetailCommitment.DigestLength));
        }

        for (int i = 0; i < _count; i++)
        {
            _messages.Add(new(i * DetailCommitment.DigestsLength, DetailCommitment.DigestsLength));
        }

        Sha256Batch.Hash(_parts, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_messages), _digests);
        _salts.AsSpan().Clear();
        return _digests.AsSpan(0, _count * DetailCommitment.DigestLength);
    }

    /// <summary>Hashes the messages so far, and forgets them: what was erased must not be found in memory, either.</summary>
    void Hash(byte[] digests)
    {
        Sha256Batch.Hash(_text, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_messages), digests);
        _text.AsSpan(0, _used).Clear();
        _messages.Clear();
        _used = 0;
    }

    static void Ensure(ref byte[] buffer, int length)
    {
        if (buffer.Length < length)
        {
            buffer = new byte[Math.Max(length, buffer.Length * 2)];
        }
    }
}
