using System.Text;
using MetaLogging.Validation;

namespace MetaLogging.Import;

/// <summary>Reads addresses as sshd writes them.</summary>
internal static class PeerAddress
{
    const int MaxLength = 45;

    /// <summary>
    /// Reads an IPv4 address of four decimal numbers or an IPv6 address. An IPv4-mapped address is its IPv4 address; the zone of a
    /// link-local one (<c>%eth0</c>), which means something only on the machine that wrote it, is given apart.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out string address, out string? zone)
    {
        address = "";
        zone = null;
        int percent = text.IndexOf((byte)'%');
        if (percent >= 0)
        {
            ReadOnlySpan<byte> name = text[(percent + 1)..];
            if (!IsHostName(name))
            {
                return false;
            }

            zone = Encoding.ASCII.GetString(name);
            text = text[..percent];
        }

        if (text.Length > MaxLength || !Ascii.IsValid(text)
            || !IpAddressText.TryNormalise(Encoding.ASCII.GetString(text), out string? normal))
        {
            return false;
        }

        address = normal;
        return true;
    }

    /// <summary>Whether it can be the name of a host.</summary>
    public static bool IsHostName(ReadOnlySpan<byte> text)
    {
        foreach (byte b in text)
        {
            if (!char.IsAsciiLetterOrDigit((char)b) && b is not ((byte)'.' or (byte)'-' or (byte)'_'))
            {
                return false;
            }
        }

        return text.Length is >= 1 and <= 255;
    }
}
