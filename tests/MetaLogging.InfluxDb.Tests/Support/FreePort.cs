using System.Net;
using System.Net.Sockets;

namespace MetaLogging.InfluxDb.Tests.Support;

/// <summary>Ports of loopback for servers that go and come back.</summary>
internal static class FreePort
{
    /// <summary>
    /// One that is free now, below those that the system hands out: nobody's outgoing connection takes it while its server is down, and nobody who
    /// tries to reach it meets himself.
    /// </summary>
    public static int Next()
    {
        for (; ; )
        {
            int port = Random.Shared.Next(15_000, 32_000);
            try
            {
                using TcpListener listener = new(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it.
            }
        }
    }
}
