using System.Buffers.Text;

namespace MetaLogging.Entries;

/// <summary>Checks that a detail, whole or with erased parts, is the one its fact commits to.</summary>
internal static class DetailDigest
{
    /// <summary>Whether the fact's <c>detail</c> is the digest of this detail.</summary>
    /// <exception cref="EntryFormatException">The detail is none, or the fact has no <c>detail</c>.</exception>
    public static bool Holds(ReadOnlySpan<byte> fact, ReadOnlySpan<byte> detail)
    {
        Span<byte> digest = stackalloc byte[DetailCommitment.DigestLength];
        Span<byte> text = stackalloc byte[DetailCommitment.DigestTextLength];
        Compute(detail, digest);
        Base64Url.EncodeToUtf8(digest, text);
        return Stated(fact).SequenceEqual(text);
    }

    /// <summary>The digest of a detail: what its fact must state.</summary>
    /// <param name="digest">32 bytes.</param>
    /// <exception cref="EntryFormatException">It is no detail.</exception>
    public static void Compute(ReadOnlySpan<byte> detail, Span<byte> digest)
    {
        DetailLayout layout = DetailLayout.Read(detail);
        Span<byte> salts = stackalloc byte[DetailCommitment.SaltsLength];
        DetailEraser.ReadSalts(detail, layout, salts);
        Span<byte> digests = stackalloc byte[DetailCommitment.DigestsLength];
        digests.Clear();
        for (int part = 0; part < DetailCommitment.PartCount; part++)
        {
            Span<byte> one = digests.Slice(part * DetailCommitment.DigestLength, DetailCommitment.DigestLength);
            if (!layout.Digests[part].IsEmpty)
            {
                Base64Url.DecodeFromUtf8(layout.Digests[part].Of(detail), one);
            }
            else if (!layout.Parts[part].IsEmpty)
            {
                DetailCommitment.DigestPart(
                    salts.Slice(part * DetailCommitment.SaltLength, DetailCommitment.SaltLength), layout.Parts[part].Of(detail), one);
            }
        }

        DetailCommitment.Combine(digests, digest);
    }

    /// <summary>The member <c>detail</c> of a fact, as text.</summary>
    static ReadOnlySpan<byte> Stated(ReadOnlySpan<byte> fact)
    {
        var scanner = new EntryScanner(fact, "fact");
        scanner.Expect((byte)'{', "fact");
        while (true)
        {
            ReadOnlySpan<byte> name = scanner.ReadName("fact");
            if (name.SequenceEqual("detail"u8))
            {
                return scanner.ReadText("detail").Of(fact);
            }

            scanner.SkipValue("fact");
            scanner.Expect((byte)',', "fact");
        }
    }
}
