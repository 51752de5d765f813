using System.Buffers;
using System.Buffers.Text;
using MetaLogging.Events;
using MetaLogging.Json;

namespace MetaLogging.Entries;

/// <summary>
/// Takes parts out of a detail: each is replaced by its digest, and the salt by the salts of the parts that are left. What is gone can't be
/// guessed back, and the fact's <c>detail</c> still holds. Showing some parts alone has the same form: it is erasing the others.
/// </summary>
internal static class DetailEraser
{
    /// <summary>Writes the detail without the given parts, or answers false, and writes nothing, where none of them is there.</summary>
    /// <exception cref="EntryFormatException">It is no detail.</exception>
    public static bool Erase(ReadOnlySpan<byte> detail, EntryParts parts, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        DetailLayout layout = DetailLayout.Read(detail);
        bool isChanged = false;
        for (int part = 0; part < DetailCommitment.PartCount; part++)
        {
            isChanged |= IsErased(layout, part, parts);
        }

        if (!isChanged)
        {
            return false;
        }

        Span<byte> salts = stackalloc byte[DetailCommitment.SaltsLength];
        ReadSalts(detail, layout, salts);
        CanonicalBuffer json = CanonicalBuffer.OfThread();
        json.CloseObject(Write(json, detail, layout, parts, salts));
        output.Write(json.Written);
        json.Clear();
        return true;
    }

    /// <summary>The salts of the parts that are there.</summary>
    public static void ReadSalts(ReadOnlySpan<byte> detail, in DetailLayout layout, Span<byte> salts)
    {
        if (!layout.Salt.IsEmpty)
        {
            Span<byte> salt = stackalloc byte[DetailCommitment.SaltLength];
            Base64Url.DecodeFromUtf8(layout.Salt.Of(detail), salt);
            DetailCommitment.DeriveSalts(salt, salts);
            return;
        }

        for (int part = 0; part < DetailCommitment.PartCount; part++)
        {
            Base64Url.DecodeFromUtf8(layout.Salts[part].Of(detail), salts[(part * DetailCommitment.SaltLength)..]);
        }
    }

    static bool IsErased(in DetailLayout layout, int part, EntryParts parts) =>
        !layout.Parts[part].IsEmpty && ((int)parts & (1 << part)) != 0;

    static bool IsLeft(in DetailLayout layout, int part, EntryParts parts) =>
        !layout.Parts[part].IsEmpty && ((int)parts & (1 << part)) == 0;

    static int Write(CanonicalBuffer json, ReadOnlySpan<byte> detail, in DetailLayout layout, EntryParts parts, ReadOnlySpan<byte> salts)
    {
        int start = json.Length;
        WritePart(json, detail, layout, parts, 0);
        WritePart(json, detail, layout, parts, 1);
        WritePart(json, detail, layout, parts, 3);
        WriteDigests(json, detail, layout, parts, salts);
        WriteSalts(json, layout, parts, salts);
        WritePart(json, detail, layout, parts, 2);
        return start;
    }

    static void WritePart(CanonicalBuffer json, ReadOnlySpan<byte> detail, in DetailLayout layout, EntryParts parts, int part)
    {
        if (IsLeft(layout, part, parts))
        {
            WriteName(json, part);
            json.Raw(layout.Parts[part].Of(detail));
        }
    }

    static void WriteDigests(
        CanonicalBuffer json, ReadOnlySpan<byte> detail, in DetailLayout layout, EntryParts parts, ReadOnlySpan<byte> salts)
    {
        Span<byte> digest = stackalloc byte[DetailCommitment.DigestLength];
        json.Raw(",\"erased\":"u8);
        int start = json.Length;
        foreach (int part in InOrderOfNames)
        {
            if (!layout.Digests[part].IsEmpty)
            {
                WriteName(json, part);
                json.Byte((byte)'"');
                json.Raw(layout.Digests[part].Of(detail));
                json.Byte((byte)'"');
            }
            else if (IsErased(layout, part, parts))
            {
                DetailCommitment.DigestPart(Salt(salts, part), layout.Parts[part].Of(detail), digest);
                WriteName(json, part);
                json.Base64(digest);
            }
        }

        json.CloseObject(start);
    }

    static void WriteSalts(CanonicalBuffer json, in DetailLayout layout, EntryParts parts, ReadOnlySpan<byte> salts)
    {
        int member = json.Length;
        json.Raw(",\"salts\":"u8);
        int start = json.Length;
        foreach (int part in InOrderOfNames)
        {
            if (IsLeft(layout, part, parts))
            {
                WriteName(json, part);
                json.Base64(Salt(salts, part));
            }
        }

        if (json.Length == start)
        {
            json.Length = member;
            return;
        }

        json.CloseObject(start);
    }

    /// <summary>Actor, client, content, subject: as canonical JSON orders them.</summary>
    static ReadOnlySpan<int> InOrderOfNames => [0, 1, 3, 2];

    static ReadOnlySpan<byte> Salt(ReadOnlySpan<byte> salts, int part) =>
        salts.Slice(part * DetailCommitment.SaltLength, DetailCommitment.SaltLength);

    static void WriteName(CanonicalBuffer json, int part)
    {
        json.Raw(",\""u8);
        json.Raw(PartNames.Utf8(part));
        json.Raw("\":"u8);
    }
}
