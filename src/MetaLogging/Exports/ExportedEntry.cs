using MetaLogging.Journaling.Merkle;

namespace MetaLogging.Exports;

/// <summary>An entry in an export: byte for byte as it is hashed, and the hashes that prove that it is in the tree of the export.</summary>
/// <param name="Sequence">Its place in the log.</param>
/// <param name="Fact">The fact, canonical JSON.</param>
/// <param name="Detail">The detail, canonical JSON; erased parts are digests.</param>
/// <param name="Proof">The hashes beside its way to the root.</param>
internal sealed record ExportedEntry(long Sequence, ReadOnlyMemory<byte> Fact, ReadOnlyMemory<byte> Detail, IReadOnlyList<TreeHash> Proof);
