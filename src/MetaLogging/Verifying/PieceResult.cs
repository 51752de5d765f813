using System.Buffers;
using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.Journaling.Merkle;
using MetaLogging.Journaling.Verifying;

namespace MetaLogging.Verifying;

/// <summary>What came out of checking the entries of a piece one by one.</summary>
internal sealed class PieceResult(int count) : IDisposable
{
    readonly byte[] _leaves = ArrayPool<byte>.Shared.Rent(Math.Max(1, count) * TreeHash.Length);

    /// <summary>The hash of each fact; zeros where it can't be read.</summary>
    public Span<byte> Leaves => _leaves.AsSpan(0, count * TreeHash.Length);

    /// <summary>Entries that have parts missing.</summary>
    public List<(long Sequence, EntryParts Parts)> Erased { get; } = [];

    /// <summary>Entries that order or tell something.</summary>
    public List<(long Sequence, LogOrder Order)> Orders { get; } = [];

    public List<Finding> Findings { get; } = [];

    /// <summary>How many entries were read and checked.</summary>
    public int Checked { get; set; }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_leaves);
}
