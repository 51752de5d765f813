using MetaLogging.Events;
using MetaLogging.Journaling;
using MetaLogging.Json;

namespace MetaLogging.Entries;

/// <summary>
/// The member <c>log</c> of a fact: <c>{"erase":[[from,to],…],"parts":[…],"rule":"…"}</c>, <c>{"drop_before":n}</c>,
/// <c>{"clock_step":seconds}</c>, <c>{"key":"…","signature":"…"}</c>.
/// </summary>
internal static class LogOrderJson
{
    public static void Write(CanonicalBuffer json, LogOrder order)
    {
        switch (order)
        {
            case EraseOrder erase:
                json.Raw("{\"erase\":"u8);
                WriteRanges(json, erase.Ranges);
                json.Raw(",\"parts\":"u8);
                WriteParts(json, erase.Parts);
                json.Raw(",\"rule\":"u8);
                json.Text(erase.Rule);
                break;
            case DropOrder drop:
                json.Raw("{\"drop_before\":"u8);
                json.Number(drop.Before);
                break;
            case ClockStep step:
                json.Raw("{\"clock_step\":"u8);
                json.Number(step.Seconds);
                break;
            case KeyOrder key:
                json.Raw("{\"key\":"u8);
                json.Text(key.Key);
                json.Raw(",\"signature\":"u8);
                json.Text(key.Signature);
                break;
            default:
                throw new ArgumentException("There are four kinds of orders.", nameof(order));
        }

        json.Byte((byte)'}');
    }

    static void WriteRanges(CanonicalBuffer json, IReadOnlyList<SequenceRange> ranges)
    {
        int start = json.Length;
        foreach (SequenceRange range in ranges)
        {
            json.Raw(",["u8);
            json.Number(range.From);
            json.Byte((byte)',');
            json.Number(range.To);
            json.Byte((byte)']');
        }

        json.CloseArray(start);
    }

    static void WriteParts(CanonicalBuffer json, EntryParts parts)
    {
        int start = json.Length;
        for (int part = 0; part < DetailCommitment.PartCount; part++)
        {
            if (((int)parts & (1 << part)) != 0)
            {
                json.Raw(",\""u8);
                json.Raw(PartNames.Utf8(part));
                json.Byte((byte)'"');
            }
        }

        json.CloseArray(start);
    }

    /// <exception cref="EntryFormatException">It is none of the four.</exception>
    public static LogOrder Read(ref EntryScanner scanner)
    {
        scanner.Expect((byte)'{', "log");
        ReadOnlySpan<byte> name = scanner.ReadName("log");
        LogOrder order;
        if (name.SequenceEqual("erase"u8))
        {
            order = ReadErase(ref scanner);
        }
        else if (name.SequenceEqual("drop_before"u8))
        {
            order = new DropOrder(scanner.ReadInteger("log.drop_before"));
        }
        else if (name.SequenceEqual("clock_step"u8))
        {
            order = new ClockStep(scanner.ReadNumber("log.clock_step"));
        }
        else if (name.SequenceEqual("key"u8))
        {
            order = ReadKey(ref scanner);
        }
        else
        {
            throw EntryScanner.Unknown("log", name);
        }

        scanner.Expect((byte)'}', "log");
        return order;
    }

    static EraseOrder ReadErase(ref EntryScanner scanner)
    {
        const string Erase = "log.erase";
        List<SequenceRange> ranges = [];
        scanner.Expect((byte)'[', Erase);
        while (!scanner.TryTake((byte)']'))
        {
            if (ranges.Count > 0)
            {
                scanner.Expect((byte)',', Erase);
            }

            scanner.Expect((byte)'[', Erase);
            long from = scanner.ReadInteger(Erase);
            scanner.Expect((byte)',', Erase);
            ranges.Add(new SequenceRange(from, scanner.ReadInteger(Erase)));
            scanner.Expect((byte)']', Erase);
        }

        scanner.Expect((byte)',', "log");
        ExpectName(ref scanner, "parts"u8);
        EntryParts parts = ReadParts(ref scanner);
        scanner.Expect((byte)',', "log");
        ExpectName(ref scanner, "rule"u8);
        TextSlice rule = scanner.ReadText("log.rule");
        return new EraseOrder(ranges, parts, new EntryText(scanner.Bytes, rule).ToString()!);
    }

    static KeyOrder ReadKey(ref EntryScanner scanner)
    {
        TextSlice key = scanner.ReadText("log.key");
        scanner.Expect((byte)',', "log");
        ExpectName(ref scanner, "signature"u8);
        TextSlice signature = scanner.ReadText("log.signature");
        return new KeyOrder(new EntryText(scanner.Bytes, key).ToString()!, new EntryText(scanner.Bytes, signature).ToString()!);
    }

    static EntryParts ReadParts(ref EntryScanner scanner)
    {
        const string Parts = "log.parts";
        EntryParts parts = EntryParts.None;
        bool isFirst = true;
        scanner.Expect((byte)'[', Parts);
        while (!scanner.TryTake((byte)']'))
        {
            if (!isFirst)
            {
                scanner.Expect((byte)',', Parts);
            }

            isFirst = false;
            ReadOnlySpan<byte> name = scanner.ReadText(Parts).Of(scanner.Bytes);
            int part = PartNames.Index(name);
            parts |= part >= 0 ? (EntryParts)(1 << part) : throw EntryScanner.Unknown(Parts, name);
        }

        return parts;
    }

    static void ExpectName(ref EntryScanner scanner, ReadOnlySpan<byte> expected)
    {
        ReadOnlySpan<byte> name = scanner.ReadName("log");
        if (!name.SequenceEqual(expected))
        {
            throw EntryScanner.Unknown("log", name);
        }
    }
}
