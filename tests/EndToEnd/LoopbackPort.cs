using System.Net;
using System.Net.Sockets;

namespace MetaLogging.EndToEnd;

/// <summary>A port of loopback, for those who have to name one before they listen.</summary>
internal static class LoopbackPort
{
    /// <summary>One that is free now.</summary>
    public static int Free()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
