namespace MetaLogging.Journaling.Backups;

/// <summary>What a backup holds.</summary>
/// <param name="LogId">The log's id.</param>
/// <param name="Origin">The origin that its newest segment names.</param>
/// <param name="FirstSequence">The first sequence that was still kept.</param>
/// <param name="NextSequence">The sequence behind its last entry.</param>
/// <param name="CheckpointSize">How many entries its checkpoint covers; 0 when there is none.</param>
internal sealed record BackupContents(Guid LogId, string Origin, long FirstSequence, long NextSequence, long CheckpointSize);
