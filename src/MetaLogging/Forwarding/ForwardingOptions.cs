using System.ComponentModel.DataAnnotations;
using MetaLogging.Remote;

namespace MetaLogging.Forwarding;

/// <summary>How events get to a server: section <c>MetaLogging:Forwarding</c>.</summary>
public sealed class ForwardingOptions
{
    /// <summary>
    /// The most bytes that the queue takes on disk; beyond it events are refused, as by a full journal, until some are delivered: 16 MiB to 1 TiB. Default 1 GiB.
    /// </summary>
    [Range(16L << 20, 1L << 40)]
    public long QueueSize { get; set; } = 1L << 30;

    /// <summary>How long one try to deliver, or a question, may take until its answer is complete: 100 ms to an hour. Default 20 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Whether the key and the events may go over plain http to another machine, where everybody on the way can read them. Default false: https, or loopback.
    /// </summary>
    public bool AllowPlainHttp { get; set; }

    /// <summary>The address of a server.</summary>
    /// <exception cref="ArgumentException">It is none, or not taken.</exception>
    internal ServerAddress AddressOf(string server) => Uri.TryCreate(server, UriKind.Absolute, out Uri? address)
        ? ServerAddress.Of(address, new RemoteTrailOptions { AllowPlainHttp = AllowPlainHttp }, nameof(server))
        : throw new ArgumentException("The server's address must begin with https:// or http://, as in https://audit.example.", nameof(server));
}
