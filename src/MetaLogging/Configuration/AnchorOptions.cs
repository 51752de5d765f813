using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace MetaLogging.Configuration;

/// <summary>
/// Other places that checkpoints are pushed to, so that a tail that was cut off here is found there: section <c>MetaLogging:Anchors</c>. None by default.
/// </summary>
public sealed class AnchorOptions
{
    /// <summary>A file, best on another mount: a line is added for each checkpoint, as in <c>DIR/checkpoints.ndjson</c>.</summary>
    public string? File { get; set; }

    /// <summary>An address to which each checkpoint is posted as text/plain; the answer must be 2xx. It may hold a secret, and is never recorded.</summary>
    [JsonIgnore]
    public string? Webhook { get; set; }

    /// <summary>Whether a line goes to the system's log, by <c>/dev/log</c>. Default false.</summary>
    public bool Syslog { get; set; }

    /// <summary>Whether a line goes to standard output, for the service manager's log. Default false.</summary>
    public bool StandardOutput { get; set; }

    /// <summary>Whether there is any.</summary>
    internal bool IsAny => !string.IsNullOrEmpty(File) || !string.IsNullOrEmpty(Webhook) || Syslog || StandardOutput;

    /// <summary>How often, while there is something new: 1 s to 1 day. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Every { get; set; } = TimeSpan.FromMinutes(1);
}
