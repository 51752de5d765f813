using MetaLogging.Journaling.Notes;

namespace MetaLogging.Exports;

/// <summary>What the trail answers when it has told of an export.</summary>
/// <param name="Sequence">The sequence of the own event.</param>
/// <param name="By">Who made the export, as that event has it.</param>
/// <param name="Keys">The keys that check the log's signatures, newest first.</param>
internal sealed record ExportTold(long Sequence, string By, IReadOnlyList<VerifierKey> Keys);
