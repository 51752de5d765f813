using System.ComponentModel.DataAnnotations;

namespace MetaLogging.Api.Configuration;

/// <summary>The settings of the HTTP API: section <c>MetaLogging:Api</c>.</summary>
public sealed class ApiOptions
{
    /// <summary>How many questions a key may ask in a minute: 1 to 1,000,000. Default 300; beyond it the answer is 429.</summary>
    [Range(1, 1_000_000)]
    public int QueriesPerMinute { get; set; } = 300;

    /// <summary>How many tiles, bundles and proofs a key may fetch in a minute: 1 to 10,000,000. Default 60,000; beyond it the answer is 429.</summary>
    [Range(1, 10_000_000)]
    public int LogReadsPerMinute { get; set; } = 60_000;

    /// <summary>
    /// Whether <c>/tlog</c> and <c>/api/v1/log</c> are open to everybody. They hold facts, which have no personal data as long as no person's name is used as the name
    /// of an action, resource type or component. Default false: a key with logging:read and without tenant is needed.
    /// </summary>
    public bool PublicLog { get; set; }

    /// <summary>The most bytes that all batches that are arriving take together: 64 MiB to 16 GiB. Default 256 MiB; beyond it the answer is 503.</summary>
    [Range(64L << 20, 16L << 30)]
    public long BatchMemory { get; set; } = 256L << 20;

    /// <summary>How many batches may arrive at a time: 1 to 1024. Default 16; further ones wait, and beyond 16 times as many the answer is 503.</summary>
    [Range(1, 1024)]
    public int ConcurrentBatches { get; set; } = 16;

    /// <summary>How long the body of a request may take to arrive. Default 1 minute; beyond it the answer is 408.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan BodyTime { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a request waits for the journal's queue to have room. Default 5 s; beyond it the answer is 503.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan QueueTime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>What becomes of a question whose own event can't be recorded. Default: it is answered, counted, and told afterwards.</summary>
    public ReadsPolicy Reads { get; set; } = ReadsPolicy.Continue;

    /// <summary>Whether the commands of <c>metalog</c> reach the folder through <c>DIR/metalog.sock</c> while this process has it. Default true.</summary>
    public bool Socket { get; set; } = true;

    /// <summary>The tokens of an OpenID Connect issuer; off without an authority.</summary>
    public JwtOptions Jwt { get; } = new();
}
