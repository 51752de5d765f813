using System.Net.Sockets;
using System.Text;
using MetaLogging.Journaling.Checkpoints;

namespace MetaLogging.Publishing;

/// <summary>The system's log, by its socket: facility local0, severity informational (RFC 3164's numbers; journald and rsyslog both read it).</summary>
internal sealed class SyslogAnchor(string socket) : IAnchor
{
    const string Priority = "<134>metalog: ";

    public string Name => socket;

    public async Task PushAsync(SignedCheckpoint checkpoint, DateTimeOffset now, CancellationToken cancellationToken)
    {
        byte[] message = [.. Encoding.ASCII.GetBytes(Priority), .. CheckpointFiles.Line(checkpoint, now).AsSpan().TrimEnd((byte)'\n')];
        try
        {
            using Socket log = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            await log.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellationToken).ConfigureAwait(false);
            await log.SendAsync(message, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            throw new IOException(e.Message, e);
        }
    }
}
