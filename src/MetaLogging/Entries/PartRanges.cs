using System.Runtime.CompilerServices;

namespace MetaLogging.Entries;

/// <summary>Where the four parts stand: actor, client, subject, content, as their digests are ordered.</summary>
[InlineArray(DetailCommitment.PartCount)]
internal struct PartRanges
{
    PartRange _first;
}
