using System.Text;
using MetaLogging.Entries;
using MetaLogging.Json;

namespace MetaLogging.Recording;

/// <summary>
/// An erasure as the signing guard remembers it, outside the data folder, so that a restored backup can do it again: a line
/// <c>{"sequence":n,"erase":[[from,to],…],"parts":[…],"rule":"…"}</c>.
/// </summary>
internal static class RememberedErasure
{
    public static byte[] Line(long sequence, EraseOrder order)
    {
        var json = new CanonicalBuffer();
        LogOrderJson.Write(json, order);
        return [.. Encoding.ASCII.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{{\"sequence\":{sequence},")), .. json.Written[1..], (byte)'\n'];
    }
}
