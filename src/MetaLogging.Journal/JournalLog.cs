using Microsoft.Extensions.Logging;

namespace MetaLogging.Journaling;

/// <summary>The journal's log messages, numbers 1100 to 1199. None holds a byte of an entry.</summary>
internal static partial class JournalLog
{
    [LoggerMessage(EventId = 1100, Level = LogLevel.Information,
        Message = "The journal {Origin} in {Directory} is open: entries {First} to {Next}, closed in order: {WasClean}")]
    public static partial void Opened(ILogger logger, string origin, string directory, long first, long next, bool wasClean);

    [LoggerMessage(EventId = 1101, Level = LogLevel.Warning,
        Message = "A torn last frame of {Bytes} bytes was cut from {File}; the copy is {Copy}")]
    public static partial void Cut(ILogger logger, string file, long bytes, string copy);

    [LoggerMessage(EventId = 1102, Level = LogLevel.Error, Message = "{File} is damaged, entries {First} up to {End}: {Reason}")]
    public static partial void Damaged(ILogger logger, string file, long first, long end, string reason);

    [LoggerMessage(EventId = 1103, Level = LogLevel.Error,
        Message = "Writing a frame at sequence {First} to {File} failed; writing goes on in a new segment")]
    public static partial void FrameFailed(ILogger logger, long first, string file, Exception reason);

    [LoggerMessage(EventId = 1104, Level = LogLevel.Error,
        Message = "The journal can't be written: no new segment at sequence {First} could be begun")]
    public static partial void NotWritable(ILogger logger, long first, Exception reason);

    [LoggerMessage(EventId = 1105, Level = LogLevel.Information, Message = "The journal can be written again, from sequence {First} on")]
    public static partial void Writable(ILogger logger, long first);

    [LoggerMessage(EventId = 1106, Level = LogLevel.Debug, Message = "The segment of sequences {First} up to {End} is sealed")]
    public static partial void Sealed(ILogger logger, long first, long end);

    [LoggerMessage(EventId = 1107, Level = LogLevel.Error,
        Message = "The segment at sequence {First} could not be sealed; it stays as it is and is tried again")]
    public static partial void SealFailed(ILogger logger, long first, Exception reason);

    [LoggerMessage(EventId = 1108, Level = LogLevel.Information,
        Message = "The details of {File} were written anew for the order {Order}, generation {Generation}")]
    public static partial void Rewritten(ILogger logger, string file, long order, long generation);

    [LoggerMessage(EventId = 1109, Level = LogLevel.Information,
        Message = "The segment of sequences {First} up to {End} was dropped for the order {Order}")]
    public static partial void Dropped(ILogger logger, long first, long end, long order);

    [LoggerMessage(EventId = 1110, Level = LogLevel.Warning,
        Message = "{Path} could not be removed; it does no harm, and the next start tries again")]
    public static partial void LeftBehind(ILogger logger, string path, Exception reason);

    [LoggerMessage(EventId = 1111, Level = LogLevel.Warning,
        Message = "No spare file of {Bytes} bytes could be made; erasing may not be possible when the disk is full")]
    public static partial void NoSpare(ILogger logger, long bytes, Exception reason);

    [LoggerMessage(EventId = 1112, Level = LogLevel.Critical,
        Message = "The journal's writer met an error of its own; appends fail until it is opened again")]
    public static partial void WriterStopped(ILogger logger, Exception reason);

    [LoggerMessage(EventId = 1113, Level = LogLevel.Error,
        Message = "A callback for committed batches threw at sequence {First}; the batch is durable all the same")]
    public static partial void CallbackFailed(ILogger logger, long first, Exception reason);

    [LoggerMessage(EventId = 1114, Level = LogLevel.Warning,
        Message = "The mark of a clean close could not be written; the next start will check the last frame")]
    public static partial void CloseFailed(ILogger logger, Exception reason);

    [LoggerMessage(EventId = 1115, Level = LogLevel.Information,
        Message = "Waiting for the lock of {Directory}, held by process {ProcessId} ({ProcessName})")]
    public static partial void WaitingForLock(ILogger logger, string directory, int? processId, string? processName);

    [LoggerMessage(EventId = 1116, Level = LogLevel.Error, Message = "No checkpoint is signed: {Reason}")]
    public static partial void NoCheckpoint(ILogger logger, string reason, Exception cause);

    [LoggerMessage(EventId = 1117, Level = LogLevel.Warning,
        Message = "The signing guard is off: its folder {Folder} can't be written. Set MetaLogging:Journal:GuardFolder")]
    public static partial void NoGuard(ILogger logger, string folder, Exception reason);

    [LoggerMessage(EventId = 1118, Level = LogLevel.Warning, Message = "A checkpoint in the data folder can't be used: {Reason}")]
    public static partial void CheckpointUnreadable(ILogger logger, string reason);

    [LoggerMessage(EventId = 1119, Level = LogLevel.Information, Message = "The tree of {Count} entries is made anew from them")]
    public static partial void TreeRebuilt(ILogger logger, long count);
}
