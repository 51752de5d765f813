namespace MetaLogging.Import;

/// <summary>
/// What an import found and did. All but <see cref="Recorded"/> and <see cref="AlreadyThere"/> is of the log as it was read, also when it
/// is imported again.
/// </summary>
public sealed record ImportResult
{
    /// <summary>Lines read, blank ones included; a last line that waits is not.</summary>
    public required long Lines { get; init; }

    /// <summary>Events that this import recorded.</summary>
    public required long Recorded { get; init; }

    /// <summary>Events that were there before.</summary>
    public required long AlreadyThere { get; init; }

    /// <summary>Failed attempts: the sum of the repeat counts of all failed logins.</summary>
    public required long FailedAttempts { get; init; }

    /// <summary>Accepted logins.</summary>
    public required long AcceptedLogins { get; init; }

    /// <summary>Distinct addresses of failed logins.</summary>
    public required int FailureAddresses { get; init; }

    /// <summary>Distinct addresses of all events.</summary>
    public required int Addresses { get; init; }

    /// <summary>Lines that were understood and are no events, most frequent reason first.</summary>
    public required IReadOnlyList<PassedLines> Passed { get; init; }

    /// <summary>How many lines were not understood.</summary>
    public required long Unplaced { get; init; }

    /// <summary>The first of them, at most <see cref="MostUnplacedShown"/>.</summary>
    public required IReadOnlyList<UnplacedLine> FirstUnplaced { get; init; }

    /// <summary>How many lines were bad and skipped; 0 unless that was asked for.</summary>
    public required long Rejected { get; init; }

    /// <summary>The first of them, at most <see cref="MostRejectedShown"/>, in the order of their lines.</summary>
    public required IReadOnlyList<RejectedLine> FirstRejected { get; init; }

    /// <summary>Whether a last line without a line end was left for the next import.</summary>
    public required bool HasWaitingLine { get; init; }

    /// <summary>How many lines of <see cref="FirstUnplaced"/> there are at most.</summary>
    public const int MostUnplacedShown = 10;

    /// <summary>How many lines of <see cref="FirstRejected"/> there are at most: a hostile file must not fill the memory.</summary>
    public const int MostRejectedShown = 1000;
}
