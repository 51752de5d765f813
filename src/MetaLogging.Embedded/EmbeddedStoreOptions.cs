using System.ComponentModel.DataAnnotations;

namespace MetaLogging.Embedded;

/// <summary>The settings of the embedded store: section <c>MetaLogging:Embedded</c>.</summary>
public sealed class EmbeddedStoreOptions
{
    /// <summary>The most memory in bytes that the store takes for itself: 64 MiB to 1 TiB. Default 256 MiB.</summary>
    [Range(64L << 20, 1L << 40)]
    public long MemoryLimit { get; set; } = 256L << 20;

    /// <summary>
    /// How many threads work on one query or one move of rows to disk: 1 to 64. Default: as many as the machine has, at most 8.
    /// </summary>
    [Range(1, 64)]
    public int Threads { get; set; } = Math.Clamp(Environment.ProcessorCount, 1, 8);

    /// <summary>How many queries run at a time, 1 to 64; further ones wait. Default 4.</summary>
    [Range(1, 64)]
    public int ConcurrentQueries { get; set; } = 4;
}
