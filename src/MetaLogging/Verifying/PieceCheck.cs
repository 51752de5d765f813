using System.Buffers.Text;
using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.Journaling;
using MetaLogging.Journaling.Hashing;
using MetaLogging.Journaling.Merkle;
using MetaLogging.Journaling.Verifying;

namespace MetaLogging.Verifying;

/// <summary>
/// Checks entries one by one: the fact can be read, the detail is the one the fact commits to, and hashes the facts for the tree. Hashing goes side by side. Keeps its buffers. Not thread-safe.
/// </summary>
internal sealed class PieceCheck
{
    /// <summary>So many entries stay in the processor's cache.</summary>
    const int AtOnce = 1024;

    readonly EntryView _view = new();
    readonly DetailCommitter _committer = new();
    readonly DetailLayout[] _layouts = new DetailLayout[AtOnce];
    readonly byte[] _stated = new byte[AtOnce * DetailCommitment.DigestTextLength];
    readonly int[] _whole = new int[AtOnce];
    readonly Sha256Batch.Message[] _messages = new Sha256Batch.Message[AtOnce];
    readonly byte[] _digests = new byte[AtOnce * TreeHash.Length];
    readonly int[] _places = new int[AtOnce];

    public PieceResult Check(JournalPiece piece)
    {
        PieceResult result = new(piece.Count);
        result.Leaves.Clear();
        for (int from = 0; from < piece.Count && !piece.IsDropped; from += AtOnce)
        {
            int to = Math.Min(piece.Count, from + AtOnce);
            HashFacts(piece, from, to, result);
            ReadEntries(piece, from, to, result);
        }

        return result;
    }

    void HashFacts(JournalPiece piece, int from, int to, PieceResult result)
    {
        int count = 0;
        for (int i = from; i < to; i++)
        {
            EntrySlice fact = piece.Facts[i];
            if (fact.Length is > 0 and <= EntryBatch.LongestFact)
            {
                // The byte before a fact is the zero that the tree hashes before it.
                _messages[count] = new(fact.Start - 1, fact.Length + 1);
                _places[count++] = i;
            }
            else if (fact.IsReadable)
            {
                TreeHash.Leaf(fact.Of(piece.FactBytes)).Bytes.CopyTo(result.Leaves[(i * TreeHash.Length)..]);
                result.Findings.Add(new(piece.FactsFile, piece.First + i, $"its fact has {fact.Length} bytes, and 1 to {EntryBatch.LongestFact} are right."));
            }
        }

        Sha256Batch.Hash(piece.FactBytes, _messages.AsSpan(0, count), _digests);
        for (int i = 0; i < count; i++)
        {
            _digests.AsSpan(i * TreeHash.Length, TreeHash.Length).CopyTo(result.Leaves[(_places[i] * TreeHash.Length)..]);
        }
    }

    void ReadEntries(JournalPiece piece, int from, int to, PieceResult result)
    {
        int whole = 0;
        int length = 0;
        for (int i = from; i < to; i++)
        {
            if (!TryRead(piece, i, result))
            {
                continue;
            }

            result.Checked++;
            if (_view.Erased != EntryParts.None)
            {
                result.Erased.Add((piece.First + i, _view.Erased));
                CheckErased(piece, i, result);
            }
            else
            {
                _view.Slice(EntryMember.Detail).CopyTo(_stated.AsSpan(whole * DetailCommitment.DigestTextLength));
                _layouts[whole] = _view.Layout;
                _whole[whole++] = i;
                length += piece.Details[i].Length;
            }
        }

        CheckWhole(piece, whole, length, result);
    }

    /// <summary>Reads an entry and answers whether its detail is there, to be checked against the fact.</summary>
    bool TryRead(JournalPiece piece, int i, PieceResult result)
    {
        EntrySlice fact = piece.Facts[i];
        EntrySlice detail = piece.Details[i];
        if (fact.Length is <= 0 or > EntryBatch.LongestFact)
        {
            return false;
        }

        long sequence = piece.First + i;
        ReadOnlyMemory<byte> factBytes = fact.In(piece.FactBytes);
        bool isRead = true;
        try
        {
            _view.Read(new(sequence, factBytes, detail.In(piece.DetailBytes)));
        }
        catch (EntryFormatException e)
        {
            isRead = false;
            ReadFactAlone(piece, sequence, factBytes, e, result);
        }

        if (_view.Order is { } order)
        {
            result.Orders.Add((sequence, order));
        }

        if (piece.Orders[i] != (_view.Order is not null) && (isRead || _view.Order is not null))
        {
            result.Findings.Add(new(piece.FactsFile, sequence, piece.Orders[i] ? "it is marked as an order and is none." : "it is an order and is not marked as one."));
        }

        if (detail.Length == 0)
        {
            result.Findings.Add(new(piece.DetailsFile, sequence, "its detail is missing."));
        }

        if (isRead && _view.Slice(EntryMember.Detail).Length != DetailCommitment.DigestTextLength)
        {
            result.Findings.Add(new(piece.FactsFile, sequence, "its member detail is not a digest."));
            return false;
        }

        return isRead && detail.Length > 0;
    }

    /// <summary>Tells which of the two can't be read; what the fact orders counts also when the detail can't be.</summary>
    void ReadFactAlone(JournalPiece piece, long sequence, ReadOnlyMemory<byte> fact, EntryFormatException failure, PieceResult result)
    {
        try
        {
            _view.Read(new(sequence, fact, default));
            result.Findings.Add(new(piece.DetailsFile, sequence, $"its detail can't be read: {failure.Message}"));
        }
        catch (EntryFormatException e)
        {
            result.Findings.Add(new(piece.FactsFile, sequence, $"its fact can't be read: {e.Message}"));
        }
    }

    void CheckErased(JournalPiece piece, int i, PieceResult result)
    {
        Span<byte> digest = stackalloc byte[DetailCommitment.DigestLength];
        Span<byte> text = stackalloc byte[DetailCommitment.DigestTextLength];
        DetailDigest.Compute(piece.Details[i].Of(piece.DetailBytes), digest);
        Base64Url.EncodeToUtf8(digest, text);
        if (!text.SequenceEqual(_view.Slice(EntryMember.Detail)))
        {
            AddWrongDetail(piece, i, result);
        }
    }

    /// <summary>Details without erased parts: all of them at once.</summary>
    void CheckWhole(JournalPiece piece, int count, int length, PieceResult result)
    {
        if (count == 0)
        {
            return;
        }

        Span<byte> salt = stackalloc byte[DetailCommitment.SaltLength];
        _committer.Begin(count, length);
        for (int i = 0; i < count; i++)
        {
            Base64Url.DecodeFromUtf8(_layouts[i].Salt.Of(Detail(i)), salt);
            _committer.AddSalt(salt);
        }

        _committer.DeriveSalts();
        for (int i = 0; i < count; i++)
        {
            for (int part = 0; part < DetailCommitment.PartCount; part++)
            {
                if (_layouts[i].Parts[part] is { IsEmpty: false } place)
                {
                    _committer.AddPart(i, part, place.Of(Detail(i)));
                }
            }
        }

        ReadOnlySpan<byte> commitments = _committer.Complete();
        Span<byte> text = stackalloc byte[DetailCommitment.DigestTextLength];
        for (int i = 0; i < count; i++)
        {
            Base64Url.EncodeToUtf8(commitments.Slice(i * DetailCommitment.DigestLength, DetailCommitment.DigestLength), text);
            if (!text.SequenceEqual(_stated.AsSpan(i * DetailCommitment.DigestTextLength, DetailCommitment.DigestTextLength)))
            {
                AddWrongDetail(piece, _whole[i], result);
            }
        }

        ReadOnlySpan<byte> Detail(int i) => piece.Details[_whole[i]].Of(piece.DetailBytes);
    }

    static void AddWrongDetail(JournalPiece piece, int i, PieceResult result) =>
        result.Findings.Add(new(piece.DetailsFile, piece.First + i, "its detail is not the one that its fact commits to."));
}
