using MetaLogging.Validation;

namespace MetaLogging.Recording;

/// <summary>An event of a batch that was refused.</summary>
/// <param name="Index">Its zero-based place in the batch.</param>
/// <param name="Problems">What is wrong with it.</param>
public sealed record RejectedEvent(int Index, IReadOnlyList<EventProblem> Problems);
