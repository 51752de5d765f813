using System.Buffers;
using System.Buffers.Text;

namespace MetaLogging.Entries;

/// <summary>Where the parts of a detail stand, its salt, and the digests and salts that erasure left. Made by reading a detail.</summary>
internal struct DetailLayout
{
    /// <summary>The name of the whole in messages.</summary>
    public const string Whole = "detail";

    /// <summary>The parts that are there, as JSON objects.</summary>
    public PartRanges Parts;

    /// <summary>The digests of erased parts, as text without quotation marks.</summary>
    public PartRanges Digests;

    /// <summary>The salts of the parts that are left, as text, where another one was erased.</summary>
    public PartRanges Salts;

    /// <summary>The salt of the whole, as text; empty where a part was erased.</summary>
    public PartRange Salt;

    /// <exception cref="EntryFormatException">It is no detail.</exception>
    public static DetailLayout Read(ReadOnlySpan<byte> detail)
    {
        var scanner = new EntryScanner(detail, Whole);
        DetailLayout layout = default;
        layout.Read(ref scanner);
        scanner.ExpectEnd();
        return layout;
    }

    /// <summary>Reads without looking into the parts.</summary>
    void Read(ref EntryScanner scanner)
    {
        int last = -1;
        scanner.Expect((byte)'{', Whole);
        while (!scanner.TryTake((byte)'}'))
        {
            if (last >= 0)
            {
                scanner.Expect((byte)',', Whole);
            }

            ReadOnlySpan<byte> name = scanner.ReadName(Whole);
            int member = Index(name);
            if (member <= last)
            {
                throw EntryScanner.Unknown(Whole, name);
            }

            last = member;
            int start = scanner.Position;
            int part = PartOf(member);
            if (part >= 0)
            {
                Scan(ref scanner, start);
                Parts[part] = new PartRange(start, scanner.Position - start);
            }
            else
            {
                ReadProof(ref scanner, member);
            }
        }

        CheckForm();
    }

    static void Scan(ref EntryScanner scanner, int start)
    {
        if (scanner.Bytes[start..] is not [(byte)'{', (byte)'"', ..])
        {
            throw scanner.Malformed(Whole);   // an empty part is not written
        }

        scanner.SkipValue(Whole);
    }

    /// <summary>Reads <c>erased</c>, <c>salt</c> or <c>salts</c>.</summary>
    public void ReadProof(ref EntryScanner scanner, int member)
    {
        switch (member)
        {
            case 3:
                ReadTexts(ref scanner, "erased", DetailCommitment.DigestTextLength, ref Digests);
                break;
            case 4:
                Salt = ReadBase64(ref scanner, "salt", DetailCommitment.SaltTextLength);
                break;
            default:
                ReadTexts(ref scanner, "salts", DetailCommitment.SaltTextLength, ref Salts);
                break;
        }
    }

    /// <summary>
    /// A whole detail has its salt; one with erased parts has their digests and a salt for each part that is left, and for no other.
    /// </summary>
    public readonly void CheckForm()
    {
        bool isErased = false;
        for (int part = 0; part < DetailCommitment.PartCount; part++)
        {
            isErased |= !Digests[part].IsEmpty;
        }

        bool isRight = isErased == Salt.IsEmpty;
        for (int part = 0; part < DetailCommitment.PartCount; part++)
        {
            bool isLeft = !Parts[part].IsEmpty;
            isRight &= Salts[part].IsEmpty != (isErased && isLeft) && !(isLeft && !Digests[part].IsEmpty);
        }

        if (!isRight)
        {
            throw new EntryFormatException(
                $"The {Whole} has not the salts that go with its parts: one salt for a whole detail; "
                + "the digests of erased parts and a salt for each other part.");
        }
    }

    static void ReadTexts(ref EntryScanner scanner, string name, int length, ref PartRanges texts)
    {
        int last = -1;
        scanner.Expect((byte)'{', name);
        do
        {
            if (last >= 0)
            {
                scanner.Expect((byte)',', name);
            }

            ReadOnlySpan<byte> partName = scanner.ReadName(name);
            int member = Index(partName);
            int part = PartOf(member);
            if (part < 0 || member <= last)
            {
                throw EntryScanner.Unknown(name, partName);
            }

            last = member;
            texts[part] = ReadBase64(ref scanner, name, length);
        }
        while (!scanner.TryTake((byte)'}'));
    }

    /// <summary>Base64url, strictly: altered unused bits are not the same text.</summary>
    static PartRange ReadBase64(ref EntryScanner scanner, string name, int length)
    {
        TextSlice slice = scanner.ReadText(name);
        ReadOnlySpan<byte> text = slice.Of(scanner.Bytes);
        Span<byte> bytes = stackalloc byte[DetailCommitment.DigestLength];
        Span<byte> again = stackalloc byte[DetailCommitment.DigestTextLength];
        if (text.Length != length || Base64Url.DecodeFromUtf8(text, bytes, out _, out int written) != OperationStatus.Done
            || !again[..Base64Url.EncodeToUtf8(bytes[..written], again)].SequenceEqual(text))
        {
            throw scanner.Malformed(name);
        }

        return new PartRange(slice.Start, slice.Length);
    }

    /// <summary>The place of a name among the members of a detail, in their order; −1 for an unknown one.</summary>
    public static int Index(ReadOnlySpan<byte> name) => name.Length switch
    {
        4 when name.SequenceEqual("salt"u8) => 4,
        5 when name.SequenceEqual("actor"u8) => 0,
        5 when name.SequenceEqual("salts"u8) => 5,
        6 when name.SequenceEqual("client"u8) => 1,
        6 when name.SequenceEqual("erased"u8) => 3,
        7 when name.SequenceEqual("content"u8) => 2,
        7 when name.SequenceEqual("subject"u8) => 6,
        _ => -1,
    };

    /// <summary>The part at a place among the members of a detail; −1 for the others.</summary>
    public static int PartOf(int member) => member switch
    {
        0 => 0,
        1 => 1,
        2 => 3,
        6 => 2,
        _ => -1,
    };
}
