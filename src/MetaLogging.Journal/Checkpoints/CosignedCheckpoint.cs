namespace MetaLogging.Journaling.Checkpoints;

/// <summary>A checkpoint that witnesses signed, too.</summary>
/// <param name="Checkpoint">The checkpoint, with all signatures.</param>
/// <param name="At">When they had.</param>
internal sealed record CosignedCheckpoint(SignedCheckpoint Checkpoint, DateTimeOffset At);
