using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace MetaLogging.Api.Own;

/// <summary>Where a request comes from.</summary>
internal static class Peer
{
    /// <summary>The address as events have it; null where it came by the socket.</summary>
    public static string? AddressOf(HttpContext http)
    {
        IPAddress? address = http.Connection.RemoteIpAddress;
        return address?.AddressFamily == AddressFamily.InterNetworkV6
            ? new IPAddress(address.GetAddressBytes()).ToString()   // without the zone, which events do not have
            : address?.ToString();
    }
}
