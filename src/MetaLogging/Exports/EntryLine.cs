using MetaLogging.Entries;
using MetaLogging.Journaling.Merkle;
using MetaLogging.Json;

namespace MetaLogging.Exports;

/// <summary>A line of <c>entries.ndjson</c>: <c>{"sequence":5,"fact":{…},"detail":{…},"proof":["…"]}</c>, in that order and without a blank.</summary>
internal static class EntryLine
{
    const string Whole = "line of the entry";

    /// <summary>Writes it, without a line end.</summary>
    public static void Write(ExportedEntry entry, CanonicalBuffer json)
    {
        json.Raw("{\"sequence\":"u8);
        json.Number(entry.Sequence);
        json.Raw(",\"fact\":"u8);
        json.Raw(entry.Fact.Span);
        json.Raw(",\"detail\":"u8);
        json.Raw(entry.Detail.Span);
        json.Raw(",\"proof\":"u8);
        json.Texts([.. entry.Proof.Select(hash => hash.ToString())]);
        json.Raw("}"u8);
    }

    /// <summary>Reads it; the entry shares its bytes. Nothing of fact and detail is checked but that they are JSON.</summary>
    /// <exception cref="NotProvenException">It is none, or is spelled otherwise than <see cref="Write"/> does.</exception>
    public static ExportedEntry Read(ReadOnlyMemory<byte> line)
    {
        ExportedEntry entry;
        try
        {
            entry = Slice(line);
        }
        catch (EntryFormatException malformed)
        {
            throw new NotProvenException(malformed.Message);
        }

        CanonicalBuffer again = CanonicalBuffer.OfThread();
        Write(entry, again);
        bool isSame = again.Written.SequenceEqual(line.Span);
        again.Clear();   // it held personal data
        return isSame ? entry : throw new NotProvenException($"The {Whole} is not spelled as an export spells it.");
    }

    static ExportedEntry Slice(ReadOnlyMemory<byte> line)
    {
        EntryScanner scanner = new(line.Span, Whole);
        scanner.Expect((byte)'{', Whole);
        RequireName(ref scanner, "sequence");
        long sequence = scanner.ReadInteger("sequence");
        scanner.Expect((byte)',', Whole);
        ReadOnlyMemory<byte> fact = Value(ref scanner, line, "fact");
        scanner.Expect((byte)',', Whole);
        ReadOnlyMemory<byte> detail = Value(ref scanner, line, "detail");
        scanner.Expect((byte)',', Whole);
        RequireName(ref scanner, "proof");
        List<TextSlice> texts = [];
        scanner.ReadTexts("proof", texts);
        scanner.Expect((byte)'}', Whole);
        scanner.ExpectEnd();
        return texts.Count <= InclusionProof.MostHashes
            ? new(sequence, fact, detail, [.. texts.Select(text => Hash(new EntryText(line.Span, text).ToString()))])
            : throw new NotProvenException($"The proof has {texts.Count} hashes, and {InclusionProof.MostHashes} is the most.");
    }

    static void RequireName(ref EntryScanner scanner, string expected)
    {
        if (scanner.ReadName(Whole) is var name && !name.SequenceEqual(System.Text.Encoding.ASCII.GetBytes(expected)))
        {
            throw EntryScanner.Unknown(Whole, name);
        }
    }

    static ReadOnlyMemory<byte> Value(ref EntryScanner scanner, ReadOnlyMemory<byte> line, string name)
    {
        RequireName(ref scanner, name);
        int start = scanner.Position;
        scanner.SkipValue(name);
        return line[start..scanner.Position];
    }

    static TreeHash Hash(string? text) => TreeHash.TryParse(text, out TreeHash hash)
        ? hash
        : throw new NotProvenException("A hash of the proof is not base64 of 32 bytes.");
}
