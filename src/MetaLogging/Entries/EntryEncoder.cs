using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MetaLogging.Events;
using MetaLogging.Journaling;
using MetaLogging.Json;

namespace MetaLogging.Entries;

/// <summary>
/// Makes the facts and details of validated events. <see cref="Add"/> as many as belong together, then <see cref="Complete"/>: it hashes
/// them all at once. Can be used again and again, which keeps its buffers. Not thread-safe.
/// </summary>
internal sealed class EntryEncoder
{
    const int LongestFact = 65_535;
    const int SaltsAtOnce = 256;

    /// <summary>An encoder that waits for its next use keeps no larger buffer than this.</summary>
    const int MostKept = 4 << 20;

    readonly CanonicalBuffer _facts = new();
    readonly CanonicalBuffer _details = new();
    readonly List<Pending> _pending = [];
    DetailCommitter _committer = new();
    readonly byte[] _random = new byte[SaltsAtOnce * DetailCommitment.SaltLength];
    int _usedRandom = SaltsAtOnce * DetailCommitment.SaltLength;

    /// <summary>How many events were added.</summary>
    public int Count => _pending.Count;

    /// <summary>How many bytes their facts and details have.</summary>
    public int Length => _facts.Length + _details.Length;

    /// <summary>Adds an event. Addresses and countries are brought into the spelling that is stored.</summary>
    /// <exception cref="ArgumentException">The event was not validated, or its fact is longer than 65,535 bytes; nothing of it is
    /// kept.</exception>
    public void Add(TrailEvent item, in EntryStamp stamp)
    {
        ArgumentNullException.ThrowIfNull(item);
        int fact = _facts.Length;
        int detail = _details.Length;
        bool isWritten = false;
        try
        {
            int digest = FactWriter.Write(_facts, item, stamp);
            if (_facts.Length - fact > LongestFact)
            {
                throw new ArgumentException(
                    $"The fact has {_facts.Length - fact} bytes and {LongestFact} is the most; an order names fewer ranges.", nameof(item));
            }

            Pending pending = new()
            {
                Fact = new PartRange(fact, _facts.Length - fact),
                DigestText = digest,
                IsOrder = stamp.Order is not null,
            };
            NextSalt(out pending.Salt);
            pending.Parts = DetailWriter.Write(_details, item, stamp.Assessment, pending.Salt);
            pending.Detail = new PartRange(detail, _details.Length - detail);
            _pending.Add(pending);
            isWritten = true;
        }
        finally
        {
            if (!isWritten)
            {
                _facts.Length = fact;
                _details.Length = detail;
            }
        }
    }

    /// <summary>Commits every fact to its detail and hands over the batch; the encoder is empty afterwards.</summary>
    public EntryBatch Complete()
    {
        EntryBatch batch = new();
        CompleteInto(batch);
        return batch;
    }

    /// <summary>Commits every fact to its detail and adds all to a batch; the encoder is empty afterwards.</summary>
    public void CompleteInto(EntryBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Commit();
        foreach (ref readonly Pending pending in CollectionsMarshal.AsSpan(_pending))
        {
            batch.Add(pending.Fact.Of(_facts.Written), pending.Detail.Of(_details.Written), pending.IsOrder);
        }

        Clear();
    }

    /// <summary>Forgets what was added.</summary>
    public void Clear()
    {
        _committer = _details.Length > MostKept ? new DetailCommitter() : _committer;
        _pending.Clear();
        _facts.Clear(MostKept);
        _details.Clear(MostKept);
    }

    void Commit()
    {
        Span<Pending> all = CollectionsMarshal.AsSpan(_pending);
        _committer.Begin(all.Length, _details.Length);
        foreach (ref readonly Pending pending in all)
        {
            _committer.AddSalt(pending.Salt);
        }

        _committer.DeriveSalts();
        for (int i = 0; i < all.Length; i++)
        {
            for (int part = 0; part < DetailCommitment.PartCount; part++)
            {
                if (!all[i].Parts[part].IsEmpty)
                {
                    _committer.AddPart(i, part, all[i].Parts[part].Of(_details.Written));
                }
            }
        }

        ReadOnlySpan<byte> commitments = _committer.Complete();
        for (int i = 0; i < all.Length; i++)
        {
            Base64Url.EncodeToUtf8(
                commitments.Slice(i * DetailCommitment.DigestLength, DetailCommitment.DigestLength),
                _facts.Slice(all[i].DigestText, DetailCommitment.DigestTextLength));
        }
    }

    void NextSalt(out Salt salt)
    {
        if (_usedRandom == _random.Length)
        {
            RandomNumberGenerator.Fill(_random);
            _usedRandom = 0;
        }

        salt = default;
        Span<byte> fresh = _random.AsSpan(_usedRandom, DetailCommitment.SaltLength);
        fresh.CopyTo(salt);
        fresh.Clear();   // who reads memory later must not find the salt of a detail that was erased
        _usedRandom += DetailCommitment.SaltLength;
    }

    struct Pending
    {
        public PartRange Fact;
        public PartRange Detail;
        public PartRanges Parts;
        public Salt Salt;
        public int DigestText;
        public bool IsOrder;
    }

    [System.Runtime.CompilerServices.InlineArray(DetailCommitment.SaltLength)]
    struct Salt
    {
        byte _first;
    }
}
