using System.Net;
using System.Net.Sockets;

namespace MetaLogging.Remote;

/// <summary>How connections to a server are made.</summary>
internal static class RemoteHandlers
{
    /// <summary>A silent connection is probed after so many seconds, so that following notices a server that is gone.</summary>
    const int SecondsUntilProbe = 60;

    const int SecondsBetweenProbes = 15;
    const int MostProbes = 4;

    /// <summary>A handler for a server; a proxy of the environment is passed by on the way to this machine itself, which is none of its business.</summary>
    public static SocketsHttpHandler ForServer(Uri root)
    {
        SocketsHttpHandler handler = Plain();
        handler.UseProxy = !ServerAddress.IsLoopback(root);
        handler.ConnectCallback = async (context, cancellationToken) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, SecondsUntilProbe);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, SecondsBetweenProbes);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, MostProbes);
            return await ConnectAsync(socket, context.DnsEndPoint, cancellationToken).ConfigureAwait(false);
        };
        return handler;
    }

    /// <summary>A handler for a unix socket, whatever address is asked for.</summary>
    public static SocketsHttpHandler ForSocket(string path)
    {
        SocketsHttpHandler handler = Plain();
        handler.UseProxy = false;
        handler.ConnectCallback = async (_, cancellationToken) =>
        {
            using var shorter = SocketPath.Open(Path.GetDirectoryName(path)!, Path.GetFileName(path));
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            return await ConnectAsync(socket, new UnixDomainSocketEndPoint(shorter.Short), cancellationToken).ConfigureAwait(false);
        };
        return handler;
    }

    // Redirects would carry the key elsewhere.
    static SocketsHttpHandler Plain() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };

    static async Task<Stream> ConnectAsync(Socket socket, EndPoint end, CancellationToken cancellationToken)
    {
        try
        {
            await socket.ConnectAsync(end, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
