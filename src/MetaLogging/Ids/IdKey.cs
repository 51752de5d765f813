using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace MetaLogging.Ids;

/// <summary>
/// What stands for an event id in the index: 64 bits of a hash under a seed of this index, so that ids chosen by a client spread evenly, too.
/// Two ids that share a key are told apart by the facts they lead to.
/// </summary>
internal static class IdKey
{
    public static ulong Of(Guid id, long seed) =>
        XxHash3.HashToUInt64(MemoryMarshal.AsBytes(new ReadOnlySpan<Guid>(in id)), seed);
}
