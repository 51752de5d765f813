using System.Net;

namespace MetaLogging.Remote;

/// <summary>Where a server is: the address under which its routes lie, and what it is called in messages.</summary>
/// <param name="Root">The address, ending with a slash.</param>
/// <param name="Title">What it is called: <c>the server https://audit.example/</c>.</param>
internal sealed record ServerAddress(Uri Root, string Title)
{
    /// <summary>Checks an address that a person gave.</summary>
    /// <exception cref="ArgumentException">It is none, holds a secret, or leads over plain http to another machine.</exception>
    public static ServerAddress Of(Uri server, RemoteTrailOptions options, string parameter)
    {
        if (!server.IsAbsoluteUri || server.Scheme is not ("http" or "https"))
        {
            throw new ArgumentException("The server's address must begin with https:// or http://, as in https://audit.example.", parameter);
        }

        if (server.UserInfo.Length > 0 || server.Query.Length > 0 || server.Fragment.Length > 0)
        {
            throw new ArgumentException(
                "The server's address has a user, a query or a fragment, and takes none: https://audit.example. The key goes into the options.", parameter);
        }

        var root = new Uri(server.AbsoluteUri.EndsWith('/') ? server.AbsoluteUri : server.AbsoluteUri + "/");
        if (root.Scheme == "http" && !IsLoopback(root) && !options.AllowPlainHttp)
        {
            throw new ArgumentException(
                $"Over plain http to {root} everybody on the way could read the key and the events. Use https://, or set"
                + $" {nameof(RemoteTrailOptions.AllowPlainHttp)} where the whole way is trusted.", parameter);
        }

        return new ServerAddress(root, $"the server {root}");
    }

    /// <summary>The server behind a socket; its routes need some host name.</summary>
    public static ServerAddress OfSocket(string path) => new(new Uri("http://localhost/"), $"the server at {path}");

    /// <summary>Whether an address never leaves this machine. Other names than localhost are not asked for: they could lead anywhere.</summary>
    public static bool IsLoopback(Uri address) =>
        address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(address.DnsSafeHost, out IPAddress? ip) && IPAddress.IsLoopback(ip));
}
