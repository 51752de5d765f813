using MetaLogging.Validation;

namespace MetaLogging.Recording;

/// <summary>Turns what became of each event into what a caller of a batch is told.</summary>
internal static class BatchOutcome
{
    /// <exception cref="InvalidEventException">All or nothing was asked for, and something is wrong.</exception>
    public static BatchReceipt ToReceipt(RecordingOutcome[] outcomes, BatchOptions options, string origin)
    {
        List<RejectedEvent> rejected = [];
        int accepted = 0;
        int duplicates = 0;
        long first = long.MaxValue;
        long last = -1;
        for (int i = 0; i < outcomes.Length; i++)
        {
            RecordingOutcome outcome = outcomes[i];
            switch (outcome.State)
            {
                case RecordingState.Recorded:
                    accepted++;
                    first = Math.Min(first, outcome.Sequence);
                    last = Math.Max(last, outcome.Sequence);
                    break;
                case RecordingState.Invalid:
                    rejected.Add(new(i, outcome.Problems!));
                    break;
                case RecordingState.Conflict when !options.ConflictIsDuplicate:
                    rejected.Add(new(i, [Conflict(outcome.ConflictingFields!)]));
                    break;
                default:
                    duplicates++;
                    break;
            }
        }

        if (rejected.Count > 0 && !options.SkipInvalid)
        {
            throw new InvalidEventException([.. rejected.SelectMany(OfLine)]);
        }

        return new BatchReceipt
        {
            Accepted = accepted,
            Duplicates = duplicates,
            Origin = origin,
            FirstSequence = accepted > 0 ? first : null,
            LastSequence = accepted > 0 ? last : null,
            Rejected = rejected,
        };
    }

    static EventProblem Conflict(IReadOnlyList<string> fields) =>
        new("id", $"was used before with other content ({string.Join(", ", fields)} differ)");

    static IEnumerable<EventProblem> OfLine(RejectedEvent rejected)
    {
        string line = $"lines[{rejected.Index + 1}]";
        return rejected.Problems.Select(problem => problem with { Field = problem.Field.Length == 0 ? line : $"{line}.{problem.Field}" });
    }
}
