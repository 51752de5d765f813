using System.ComponentModel.DataAnnotations;

namespace MetaLogging.Journaling;

/// <summary>How a journal keeps its files.</summary>
public sealed class JournalOptions
{
    /// <summary>The longest body of a frame in bytes: 128 MiB.</summary>
    public const int LargestBatch = 128 << 20;

    /// <summary>
    /// The journal's name, for a new journal: 1 to 128 characters without spaces and '+'. Null: a name is made. An existing journal
    /// keeps its own; another one here is an error.
    /// </summary>
    [RegularExpression("[!-*,-~]{1,128}")]
    public string? Origin { get; set; }

    /// <summary>Size in bytes at which the open segment is sealed: 64 KiB to 1 GiB. Default 64 MiB.</summary>
    [Range(64 << 10, 1 << 30)]
    public int SegmentSize { get; set; } = 64 << 20;

    /// <summary>Bytes at the end of the open segment that only the log's own events may use: 4 KiB to 16 MiB. Default 256 KiB.</summary>
    [Range(4 << 10, 16 << 20)]
    public int ReserveSize { get; set; } = 256 << 10;

    /// <summary>Free space in bytes on the disk below which <see cref="Journal.Health"/> is no longer ready. Default 512 MiB.</summary>
    [Range(0, long.MaxValue)]
    public long Watermark { get; set; } = 512L << 20;

    /// <summary>The most bytes that wait to be written; callers wait beyond it: 1 MiB to 1 GiB. Default 64 MiB.</summary>
    [Range(1 << 20, 1 << 30)]
    public int QueueSize { get; set; } = 64 << 20;

    /// <summary>How long to wait for another process to release the folder. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan LockWait { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The level of zstd for sealed segments: 1 to 19. Default 1: on entries, levels 2 to 4 take longer and more space.</summary>
    [Range(1, 19)]
    public int CompressionLevel { get; set; } = 1;

    /// <summary>How often a checkpoint is signed while there is something new: 100 ms to 1 h. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan CheckpointInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The folder in which the last signed checkpoint is remembered, outside the data folder and best on another disk: a folder that was put back to an
    /// older state is refused. Empty: there is no such memory. Null: an <c>AuditTrail</c> takes the user's state folder, a bare journal none.
    /// </summary>
    public string? GuardFolder { get; set; }

    /// <summary>Whether the journal does without the guard, loudly, where its folder can't be written.</summary>
    internal bool IsGuardOptional { get; set; }

    /// <summary>Whether there is a tree at all; only a measurement of what it costs goes without.</summary>
    internal bool HasTree { get; set; } = true;

    /// <summary>Hashes that may wait for the tree, in bytes; the entries of more are read again.</summary>
    internal int MostPendingHashes { get; set; } = 64 << 20;
}
