using MetaLogging.Validation;

namespace MetaLogging.Recording;

/// <summary>The acknowledgement of a batch: what was accepted is on the disk, flushed to the device.</summary>
public sealed record BatchReceipt
{
    /// <summary>How many events were written.</summary>
    public required int Accepted { get; init; }

    /// <summary>How many were there before.</summary>
    public required int Duplicates { get; init; }

    /// <summary>The name of the journal that holds them.</summary>
    public required string Origin { get; init; }

    /// <summary>The sequence of the first event written; null when none was.</summary>
    public long? FirstSequence { get; init; }

    /// <summary>The sequence of the last event written; null when none was.</summary>
    public long? LastSequence { get; init; }

    /// <summary>What was refused, where <see cref="BatchOptions.SkipInvalid"/> asked to go on without it.</summary>
    public IReadOnlyList<RejectedEvent> Rejected { get; init; } = [];
}
