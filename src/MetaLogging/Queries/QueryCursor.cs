using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MetaLogging.Stores;

namespace MetaLogging.Queries;

/// <summary>
/// Where the next page begins, as text that a caller hands back: the last event of the page before, the sequence that was current when the query began, and
/// a digest of the query, so that a cursor of another query is refused and not misunderstood.
/// </summary>
/// <param name="After">The last event of the page before.</param>
/// <param name="Before">Events with this sequence and higher came after the query began.</param>
internal readonly record struct QueryCursor(StorePosition After, long Before)
{
    const byte Version = 1;
    const int DigestLength = 8;
    const int Length = 1 + DigestLength + (3 * sizeof(long));

    public string ToText(EventQuery query)
    {
        Span<byte> bytes = stackalloc byte[Length];
        bytes[0] = Version;
        Digest(query).CopyTo(bytes[1..]);
        BinaryPrimitives.WriteInt64BigEndian(bytes[9..], After.TimestampNanoseconds);
        BinaryPrimitives.WriteInt64BigEndian(bytes[17..], After.Sequence);
        BinaryPrimitives.WriteInt64BigEndian(bytes[25..], Before);
        return Base64Url.EncodeToString(bytes);
    }

    /// <exception cref="InvalidQueryException">It is no cursor, or one of another query.</exception>
    public static QueryCursor Parse(string text, EventQuery query)
    {
        byte[] bytes = new byte[Length + 2];
        if (text.Length > 64 || !Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, bytes, out int length) || length != Length || bytes[0] != Version)
        {
            throw new InvalidQueryException("cursor", "is not one that this service gave; ask without it for the first page");
        }

        if (!Digest(query).AsSpan().SequenceEqual(bytes.AsSpan(1, DigestLength)))
        {
            throw new InvalidQueryException("cursor", "belongs to another query; ask with the same filters and order, or without it for the first page");
        }

        return new(
            new(BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(9)), BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(17))),
            BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(25)));
    }

    /// <summary>The query without what may differ from page to page: its limit, its cursor, and whether it counts.</summary>
    static byte[] Digest(EventQuery query)
    {
        EventQuery same = query with { Cursor = null, Limit = 1, IncludeTotal = false };
        string json = JsonSerializer.Serialize(same, same.GetType(), QueryJson.Default);
        return SHA256.HashData(Encoding.UTF8.GetBytes($"{same.GetType().Name}\n{json}"))[..DigestLength];
    }
}
