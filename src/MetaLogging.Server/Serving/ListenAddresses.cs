using Microsoft.AspNetCore.Http;

namespace MetaLogging.Server.Serving;

/// <summary>Looks at the addresses to listen on before anything is opened; Kestrel takes a mistyped one for every address of the machine.</summary>
internal static class ListenAddresses
{
    const int LastPort = 65535;

    /// <summary>The addresses in a text, apart by semicolons.</summary>
    /// <param name="from">Where the text comes from, for the person who has to change it.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="UsageException">One is none.</exception>
    public static IReadOnlyList<string> Read(string from, string text)
    {
        string[] addresses = text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return addresses.FirstOrDefault(address => !IsAddress(address)) is { } wrong
            ? throw new UsageException($"{from} takes addresses such as {ServerSettings.DefaultUrl}; '{wrong}' is none.")
            : addresses.Length > 0 ? addresses
            : throw new UsageException($"{from} takes addresses such as {ServerSettings.DefaultUrl}, and names none.");
    }

    static bool IsAddress(string text)
    {
        BindingAddress address;
        try
        {
            address = BindingAddress.Parse(text);
        }
        catch (FormatException)
        {
            return false;
        }

        return address.Scheme.ToUpperInvariant() is "HTTP" or "HTTPS"
            && address.PathBase.Length == 0
            && (address.IsUnixPipe
                || (address.Port is >= 0 and <= LastPort && address.Host.Length > 0 && (!address.Host.Contains(':', StringComparison.Ordinal) || address.Host[0] == '[')));
    }
}
