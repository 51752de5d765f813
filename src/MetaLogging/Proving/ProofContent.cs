using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.Journaling.Merkle;
using MetaLogging.Json;
using MetaLogging.Validation;

namespace MetaLogging.Proving;

/// <summary>
/// The entry that a proof's <c>extra</c> line holds, so that the file alone says what is proven: canonical JSON (RFC 8785) of
/// <c>{"detail":{…},"fact":{…}}</c>, the detail only where it is shown.
/// </summary>
/// <param name="Fact">The fact, byte for byte as it was hashed.</param>
/// <param name="Detail">The detail, whole or with digests in the place of parts; empty where it is not shown.</param>
internal sealed record ProofContent(ReadOnlyMemory<byte> Fact, ReadOnlyMemory<byte> Detail)
{
    const string Whole = "entry in the proof";

    /// <summary>What is around fact and detail nests them one level deeper, and the detail's members stand in a part.</summary>
    const int OutermostLevel = -1;

    /// <summary>Makes the bytes for an entry.</summary>
    /// <param name="fact">The fact.</param>
    /// <param name="detail">The detail, whole or with erased parts; empty: it is not shown.</param>
    /// <param name="shown">The parts to show. The others are replaced by their digests, as in erasure; what was erased before stays so.</param>
    /// <exception cref="EntryFormatException">It is no detail.</exception>
    public static byte[] Write(ReadOnlySpan<byte> fact, ReadOnlySpan<byte> detail, EntryParts shown)
    {
        ArrayBufferWriter<byte> json = new();
        if (detail.IsEmpty)
        {
            json.Write("{"u8);
        }
        else
        {
            json.Write("""{"detail":"""u8);
            if (!DetailEraser.Erase(detail, EntryParts.All & ~shown, json))
            {
                json.Write(detail);
            }

            json.Write(","u8);
        }

        json.Write("\"fact\":"u8);
        json.Write(fact);
        json.Write("}"u8);
        return json.WrittenSpan.ToArray();
    }

    /// <summary>Reads the bytes. Whether they are in any tree, and whether the detail is the fact's, is not checked.</summary>
    /// <exception cref="NotProvenException">They are not canonical JSON of a fact, and of a detail before it or none.</exception>
    public static ProofContent Read(ReadOnlyMemory<byte> extra)
    {
        if (!System.Text.Unicode.Utf8.IsValid(extra.Span))
        {
            throw new NotProvenException($"The {Whole} is not valid UTF-8.");
        }

        ProofContent content;
        try
        {
            content = Slice(extra);
        }
        catch (EntryFormatException malformed)
        {
            throw new NotProvenException(malformed.Message);
        }

        return IsCanonical(extra.Span) ? content : throw new NotProvenException($"The {Whole} is not canonical JSON.");
    }

    static ProofContent Slice(ReadOnlyMemory<byte> extra)
    {
        EntryScanner scanner = new(extra.Span, Whole);
        scanner.Expect((byte)'{', Whole);
        ReadOnlyMemory<byte> detail = default;
        ReadOnlySpan<byte> name = scanner.ReadName(Whole);
        if (name.SequenceEqual("detail"u8))
        {
            detail = Value(ref scanner, extra, "detail");
            scanner.Expect((byte)',', Whole);
            name = scanner.ReadName(Whole);
        }

        if (!name.SequenceEqual("fact"u8))
        {
            throw EntryScanner.Unknown(Whole, name);
        }

        ReadOnlyMemory<byte> fact = Value(ref scanner, extra, "fact");
        scanner.Expect((byte)'}', Whole);
        scanner.ExpectEnd();
        return new(fact, detail);
    }

    static ReadOnlyMemory<byte> Value(ref EntryScanner scanner, ReadOnlyMemory<byte> extra, string name)
    {
        int start = scanner.Position;
        scanner.SkipValue(name);
        return extra[start..scanner.Position];
    }

    static bool IsCanonical(ReadOnlySpan<byte> json)
    {
        JsonNode? node;
        try
        {
            node = JsonNode.Parse(json);
        }
        catch (JsonException)
        {
            return false;
        }

        CanonicalBuffer again = new();
        bool isCanonical = CanonicalJson.TryWrite(again, node, new JsonPath(), [], OutermostLevel) && again.Written.SequenceEqual(json);
        again.Clear();   // it held personal data
        return isCanonical;
    }
}
