namespace MetaLogging.Journaling;

/// <summary>Whether the writer can write, and in words why not.</summary>
internal sealed record WritingState(JournalState State, string? Reason, Exception? Cause, bool IsFinal = false)
{
    public static WritingState Writable { get; } = new(JournalState.Ready, null, null);

    public bool IsWritable => State == JournalState.Ready;

    public static WritingState Full(string directory, Exception cause) => new(JournalState.Full,
        $"The disk of {directory} is full: only the log's own events are taken. Free space there; writing goes on by itself.", cause);

    public static WritingState ReadOnly(string directory, Exception cause) => new(JournalState.ReadOnly,
        $"The journal in {directory} can't be written ({cause.Message}). Mend the disk or the permissions;"
            + " the next append tries again.", cause);

    /// <summary>Nothing mends it while the journal is open.</summary>
    public static WritingState Stopped(string reason) => new(JournalState.ReadOnly, reason, null, IsFinal: true);

    public JournalNotWritableException ToException() => new(Reason ?? "The journal can't be written.", Cause);
}
