using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MetaLogging.Journaling.Hashing;

/// <summary>Eight compressions of SHA-256 (FIPS 180-4, section 6.2.2) side by side: lane i of every vector belongs to message i.</summary>
internal static class Sha256Lanes8
{
    /// <param name="state">Eight words of 8 lanes; becomes the next state.</param>
    /// <param name="words">The sixteen words of a block, of 8 lanes each; overwritten.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compress(Span<uint> state, Span<uint> words)
    {
        Span<Vector256<uint>> h0 = MemoryMarshal.Cast<uint, Vector256<uint>>(state)[..8];
        Span<Vector256<uint>> w = MemoryMarshal.Cast<uint, Vector256<uint>>(words)[..16];
        Vector256<uint> a = h0[0], b = h0[1], c = h0[2], d = h0[3], e = h0[4], f = h0[5], g = h0[6], h = h0[7];
        for (int round = 0; round < 64; round++)
        {
            Vector256<uint> word = w[round & 15];
            if (round >= 16)
            {
                Vector256<uint> w15 = w[(round + 1) & 15], w2 = w[(round + 14) & 15];
                word += Xor(Rotate(w15, 7), Rotate(w15, 18), w15 >>> 3) + w[(round + 9) & 15]
                    + Xor(Rotate(w2, 17), Rotate(w2, 19), w2 >>> 10);
                w[round & 15] = word;
            }

            Vector256<uint> t1 = h + Xor(Rotate(e, 6), Rotate(e, 11), Rotate(e, 25)) + Choose(e, f, g)
                + Vector256.Create(Sha256Constants.Rounds[round]) + word;
            Vector256<uint> t2 = Xor(Rotate(a, 2), Rotate(a, 13), Rotate(a, 22)) + Majority(a, b, c);
            h = g;
            g = f;
            f = e;
            e = d + t1;
            d = c;
            c = b;
            b = a;
            a = t1 + t2;
        }

        h0[0] += a;
        h0[1] += b;
        h0[2] += c;
        h0[3] += d;
        h0[4] += e;
        h0[5] += f;
        h0[6] += g;
        h0[7] += h;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<uint> Rotate(Vector256<uint> x, [ConstantExpected] byte by) => (x >>> by) | (x << (32 - by));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<uint> Xor(Vector256<uint> x, Vector256<uint> y, Vector256<uint> z) => x ^ y ^ z;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<uint> Choose(Vector256<uint> x, Vector256<uint> y, Vector256<uint> z) => z ^ (x & (y ^ z));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<uint> Majority(Vector256<uint> x, Vector256<uint> y, Vector256<uint> z) => (x & y) | (z & (x | y));
}
