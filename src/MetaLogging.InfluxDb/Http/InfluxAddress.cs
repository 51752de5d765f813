namespace MetaLogging.InfluxDb.Http;

/// <summary>The server's address: a host name with the port beside it, or a whole <c>http(s)://</c> address, whose port wins.</summary>
internal static class InfluxAddress
{
    /// <exception cref="FormatException">The host is neither; the message does not repeat it, as it may hold a password.</exception>
    public static Uri Of(InfluxDbOptions options)
    {
        string host = options.Host.Trim();
        bool isWhole = host.Contains("://", StringComparison.Ordinal);
        string text = isWhole ? host : $"http://{(host.Count(c => c == ':') > 1 && !host.StartsWith('[') ? $"[{host}]" : host)}";
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https") || address.Host.Length == 0)
        {
            throw new FormatException("The host is neither a host name nor an http:// or https:// address.");
        }

        UriBuilder whole = new(address.Scheme, address.Host, HasPort(text) ? address.Port : options.Port, address.AbsolutePath.TrimEnd('/') + "/");
        return whole.Uri;
    }

    /// <summary>Whether a port stands in it, also one that is the scheme's own.</summary>
    static bool HasPort(string text)
    {
        int start = text.IndexOf("://", StringComparison.Ordinal) + 3;
        int end = text.IndexOfAny(['/', '?', '#'], start);
        string authority = end < 0 ? text[start..] : text[start..end];
        int colon = authority.LastIndexOf(':');
        return colon > authority.LastIndexOf(']') && colon < authority.Length - 1;
    }
}
