using System.ComponentModel.DataAnnotations;

namespace MetaLogging.Capturing;

/// <summary>What is common to all that is captured by itself: section <c>MetaLogging:Capture</c>.</summary>
public sealed class CaptureOptions
{
    /// <summary>How long what is audited waits for its event to be on the disk, under either failure policy: 100 ms to 10 min. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);
}
