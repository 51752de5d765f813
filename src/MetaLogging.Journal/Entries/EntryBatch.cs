using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using MetaLogging.Journaling.Hashing;
using MetaLogging.Journaling.Merkle;

namespace MetaLogging.Journaling;

/// <summary>
/// Entries that are written together, in exactly one frame: after a crash all of them are there, or none. Holds them in the layout of a
/// frame's body,
/// in a rented buffer. Not thread-safe. Handing it to <see cref="Journal.AppendAsync"/> hands over its ownership.
/// </summary>
/// <param name="capacity">Bytes to make room for at once; it grows by itself.</param>
public sealed class EntryBatch(int capacity = 1024) : IDisposable
{
    /// <summary>The longest fact in bytes: 65,535.</summary>
    public const int LongestFact = ushort.MaxValue;

    /// <summary>The longest detail in bytes: 16 MiB.</summary>
    public const int LongestDetail = 16 << 20;

    readonly List<int> _starts = [];
    List<int>? _orders;
    byte[]? _leaves;
    byte[]? _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(capacity, 256));

    /// <summary>How many entries it has.</summary>
    public int Count => _starts.Count;

    /// <summary>Its length in bytes, as it will stand in a frame; at most <see cref="JournalOptions.LargestBatch"/>.</summary>
    public int Length { get; private set; }

    /// <summary>Anything that is handed back when the batch is committed.</summary>
    public object? Tag { get; set; }

    /// <summary>The indexes of the orders in it.</summary>
    internal ReadOnlySpan<int> Orders => CollectionsMarshal.AsSpan(_orders);

    /// <summary>The hashes of the facts in the tree, 32 bytes each; empty before <see cref="HashLeaves"/>.</summary>
    internal ReadOnlySpan<byte> Leaves => _leaves is null ? default : _leaves.AsSpan(0, Count * TreeHash.Length);

    internal ReadOnlyMemory<byte> Bytes => Buffer.AsMemory(0, Length);

    byte[] Buffer => _buffer ?? throw new ObjectDisposedException(nameof(EntryBatch));

    /// <summary>Adds an entry.</summary>
    /// <param name="fact">1 to 65,535 bytes.</param>
    /// <param name="detail">At most 16 MiB.</param>
    /// <param name="isOrder">Whether it is an order: its fact carries <c>log</c>. Orders are found again without reading
    /// everything.</param>
    /// <exception cref="EntryTooLargeException">The fact, the detail or the batch is too long; the batch stays as it was.</exception>
    public void Add(ReadOnlySpan<byte> fact, ReadOnlySpan<byte> detail, bool isOrder = false)
    {
        if (fact.IsEmpty)
        {
            throw new ArgumentException("A fact has at least one byte.", nameof(fact));
        }

        EntryTooLargeException.ThrowIfLonger("fact", fact.Length, LongestFact);
        EntryTooLargeException.ThrowIfLonger("detail", detail.Length, LongestDetail);
        long length = (long)Length + EntryReader.PrefixSize + fact.Length + detail.Length;
        EntryTooLargeException.ThrowIfLonger("batch", length, JournalOptions.LargestBatch);
        byte[] buffer = Buffer;
        if (length > buffer.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Max(length, Math.Min(2L * buffer.Length, JournalOptions.LargestBatch)));
            buffer.AsSpan(0, Length).CopyTo(larger);
            Return(buffer);
            _buffer = buffer = larger;
        }

        Span<byte> target = buffer.AsSpan(Length);
        BinaryPrimitives.WriteUInt32LittleEndian(target, (uint)fact.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(target[4..], (uint)detail.Length | (isOrder ? EntryReader.OrderFlag : 0));
        fact.CopyTo(target[EntryReader.PrefixSize..]);
        detail.CopyTo(target[(EntryReader.PrefixSize + fact.Length)..]);
        if (isOrder)
        {
            (_orders ??= []).Add(Count);
        }

        _starts.Add(Length);
        Length = (int)length;
    }

    /// <summary>The fact of an entry that was added; valid until the batch is handed over or disposed.</summary>
    public ReadOnlySpan<byte> FactAt(int index)
    {
        EntryReader entry = At(index);
        return Buffer.AsSpan(_starts[index] + entry.FactAt, entry.FactLength);
    }

    /// <summary>The detail of an entry that was added; valid until the batch is handed over or disposed.</summary>
    public ReadOnlySpan<byte> DetailAt(int index)
    {
        EntryReader entry = At(index);
        return Buffer.AsSpan(_starts[index] + entry.DetailAt, entry.DetailLength);
    }

    /// <summary>A batch of some of the entries, in their order; this one stays as it is.</summary>
    /// <param name="kept">Which entries are kept, by their index.</param>
    public EntryBatch Where(ReadOnlySpan<bool> kept)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(kept.Length, Count, nameof(kept));
        EntryBatch batch = new(Length);
        for (int i = 0; i < Count; i++)
        {
            if (kept[i])
            {
                batch.Add(FactAt(i), DetailAt(i), _orders?.Contains(i) == true);
            }
        }

        return batch;
    }

    /// <summary>
    /// Hashes the facts for the tree: SHA-256(0x00 ‖ fact). The byte before a fact is the highest of the length of its detail, which is zero but for orders and the
    /// very longest details: so the message mostly lies there as it is.
    /// </summary>
    internal void HashLeaves()
    {
        byte[] buffer = Buffer;
        _leaves ??= ArrayPool<byte>.Shared.Rent(Count * TreeHash.Length);
        Sha256Batch.Message[] messages = ArrayPool<Sha256Batch.Message>.Shared.Rent(Count);
        List<(int At, byte Value)> changed = [];
        for (int i = 0; i < Count; i++)
        {
            int prefix = _starts[i] + EntryReader.PrefixSize - 1;
            if (buffer[prefix] != 0)
            {
                changed.Add((prefix, buffer[prefix]));
                buffer[prefix] = 0;
            }

            messages[i] = new(prefix, 1 + BinaryPrimitives.ReadInt32LittleEndian(buffer.AsSpan(_starts[i])));
        }

        Sha256Batch.Hash(buffer, messages.AsSpan(0, Count), _leaves);
        foreach ((int at, byte value) in changed)
        {
            buffer[at] = value;
        }

        ArrayPool<Sha256Batch.Message>.Shared.Return(messages);
    }

    /// <summary>Clears the buffer and gives it back.</summary>
    public void Dispose()
    {
        if (_leaves is not null)
        {
            ArrayPool<byte>.Shared.Return(_leaves);
            _leaves = null;
        }

        if (_buffer is { } buffer)
        {
            _buffer = null;
            Return(buffer);
        }
    }

    // It holds personal data, but only as far as it was filled.
    void Return(byte[] buffer)
    {
        buffer.AsSpan(0, Length).Clear();
        ArrayPool<byte>.Shared.Return(buffer);
    }

    EntryReader At(int index)
    {
        EntryReader entry = new(Buffer.AsSpan(_starts[index], Length - _starts[index]));
        entry.MoveNext();
        return entry;
    }
}
