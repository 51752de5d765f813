using System.Globalization;
using System.Text;
using System.Text.Json;
using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.Journaling;
using MetaLogging.Json;

namespace MetaLogging.Recording;

/// <summary>
/// An erasure as the signing guard remembers it, outside the data folder, so that a restored backup can do it again: a line
/// <c>{"sequence":n,"origin":"…","erase":[[from,to],…],"parts":[…],"rule":"…"}</c>.
/// </summary>
/// <param name="Sequence">The sequence of the order.</param>
/// <param name="Origin">The origin under which it was ordered; null in a line of an older version.</param>
/// <param name="Order">The order.</param>
internal sealed record RememberedErasure(long Sequence, string? Origin, EraseOrder Order)
{
    /// <summary>The line, with its line end.</summary>
    public static byte[] Line(long sequence, string origin, EraseOrder order)
    {
        var json = new CanonicalBuffer();
        json.Raw(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"sequence\":{sequence},\"origin\":")));
        json.Text(origin);
        json.Byte((byte)',');
        int start = json.Length;
        LogOrderJson.Write(json, order);
        json.Byte((byte)'\n');
        return [.. json.Written[..start], .. json.Written[(start + 1)..]];
    }

    /// <summary>Reads the members of a line.</summary>
    /// <exception cref="FormatException">They are not those of an erasure.</exception>
    public static RememberedErasure Read(JsonElement line)
    {
        try
        {
            SequenceRange[] ranges = [.. line.GetProperty("erase"u8).EnumerateArray().Select(range => new SequenceRange(range[0].GetInt64(), range[1].GetInt64()))];
            EntryParts parts = line.GetProperty("parts"u8).EnumerateArray().Select(name => PartOf(name.GetString()!)).Aggregate((all, part) => all | part);
            string? origin = line.TryGetProperty("origin"u8, out JsonElement named) ? named.GetString() : null;
            return new(line.GetProperty("sequence"u8).GetInt64(), origin, new(ranges, parts, line.GetProperty("rule"u8).GetString()!));
        }
        catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException or IndexOutOfRangeException)
        {
            throw new FormatException("It is no erasure.", e);
        }
    }

    static EntryParts PartOf(string name) =>
        PartNames.Index(Encoding.UTF8.GetBytes(name)) is >= 0 and int part ? (EntryParts)(1 << part) : throw new FormatException("It names a part that is not known.");
}
