using System.Runtime.InteropServices;

namespace MetaLogging.Embedded.Writing;

/// <summary>
/// Memory outside the collector's reach for the texts of one chunk, so that they stay where they are until DuckDB has copied them. Blocks
/// are kept for the next chunk.
/// </summary>
internal sealed unsafe class TextArena : IDisposable
{
    const int BlockSize = 1 << 20;

    readonly List<(nint Start, int Length)> _blocks = [];
    int _block = -1;
    int _used;

    /// <summary>Room for <paramref name="length"/> bytes; it is given out again unless <see cref="Keep"/> is called.</summary>
    public Span<byte> Reserve(int length)
    {
        while (_block < 0 || _blocks[_block].Length - _used < length)
        {
            if (++_block == _blocks.Count)
            {
                int size = Math.Max(BlockSize, length);
                _blocks.Add(((nint)NativeMemory.Alloc((nuint)size), size));
            }

            _used = 0;
        }

        return new((byte*)_blocks[_block].Start + _used, length);
    }

    /// <summary>Keeps the first bytes of what was reserved last.</summary>
    public void Keep(int length) => _used += length;

    /// <summary>Forgets all texts, and overwrites none: the next ones do. More than four blocks are given back.</summary>
    public void Clear()
    {
        while (_blocks.Count > 4)
        {
            NativeMemory.Free((void*)_blocks[^1].Start);
            _blocks.RemoveAt(_blocks.Count - 1);
        }

        _block = _blocks.Count == 0 ? -1 : 0;
        _used = 0;
    }

    public void Dispose()
    {
        _blocks.ForEach(block => NativeMemory.Free((void*)block.Start));
        _blocks.Clear();
        _block = -1;
    }
}
