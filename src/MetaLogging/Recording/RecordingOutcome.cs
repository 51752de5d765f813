using MetaLogging.Events;
using MetaLogging.Validation;

namespace MetaLogging.Recording;

/// <summary>What became of one event of a batch.</summary>
internal struct RecordingOutcome
{
    public RecordingState State;
    public EventKind? Kind;
    public Guid Id;
    public long Sequence;
    public List<EventProblem>? Problems;
    public IReadOnlyList<string>? ConflictingFields;
}
