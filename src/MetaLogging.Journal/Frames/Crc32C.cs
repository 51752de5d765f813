using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MetaLogging.Journaling;

/// <summary>CRC-32C (Castagnoli, RFC 3720 appendix B.4): by the processor's instruction where it has one.</summary>
internal static class Crc32C
{
    /// <summary>The state before any byte.</summary>
    public const uint Start = uint.MaxValue;

    public static uint Of(ReadOnlySpan<byte> bytes) => Finish(Add(Start, bytes));

    /// <summary>The state after further bytes.</summary>
    public static uint Add(uint state, ReadOnlySpan<byte> bytes)
    {
        ref byte start = ref MemoryMarshal.GetReference(bytes);
        int i = 0;
        for (; i <= bytes.Length - sizeof(ulong); i += sizeof(ulong))
        {
            ulong word = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, i));
            state = BitOperations.Crc32C(state, BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word));
        }

        for (; i < bytes.Length; i++)
        {
            state = BitOperations.Crc32C(state, Unsafe.Add(ref start, i));
        }

        return state;
    }

    public static uint Finish(uint state) => ~state;
}
