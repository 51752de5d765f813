using System.Numerics;

namespace MetaLogging.Ids;

/// <summary>
/// A blocked Bloom filter (Putze, Sanders, Singler 2007): ten bits a key, six of them set inside one cache line, about 1.5% false positives. It answers
/// for a run whether looking into its file is worth the while.
/// </summary>
internal sealed class IdFilter
{
    const int WordsPerBlock = 8;
    const int BitsPerKey = 10;
    const int Probes = 6;
    readonly ulong[] _words;
    readonly uint _blocks;

    public IdFilter(int keys)
    {
        _blocks = BlocksFor(keys);
        _words = new ulong[_blocks * WordsPerBlock];
    }

    /// <summary>The filter's bits as they are kept in a file.</summary>
    public Span<ulong> Words => _words;

    public static int LengthInBytes(int keys) => checked((int)(BlocksFor(keys) * WordsPerBlock * sizeof(ulong)));

    public void Add(ulong key)
    {
        int block = BlockOf(key);
        ulong bits = key;
        for (int i = 0; i < Probes; i++)
        {
            int bit = (int)(bits & 511);
            _words[block + (bit >> 6)] |= 1UL << (bit & 63);
            bits >>= 9;
        }
    }

    public bool MayContain(ulong key)
    {
        int block = BlockOf(key);
        ulong bits = key;
        for (int i = 0; i < Probes; i++)
        {
            int bit = (int)(bits & 511);
            if ((_words[block + (bit >> 6)] & (1UL << (bit & 63))) == 0)
            {
                return false;
            }

            bits >>= 9;
        }

        return true;
    }

    static uint BlocksFor(int keys) => (uint)Math.Max(1, ((long)keys * BitsPerKey + 511) / 512);

    /// <summary>The block by a second hash of the key's bits, because the probes use up the low 54 of them.</summary>
    int BlockOf(ulong key)
    {
        ulong mixed = BitOperations.RotateLeft(key * 0x9E3779B97F4A7C15, 32);
        return (int)(((mixed & uint.MaxValue) * _blocks) >> 32) * WordsPerBlock;
    }
}
