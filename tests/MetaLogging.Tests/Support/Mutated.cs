namespace MetaLogging.Tests.Support;

/// <summary>Bytes with a few of them changed, taken out, put in, or cut off.</summary>
internal static class Mutated
{
    static ReadOnlySpan<byte> Grammar => "\"\\{}[],:0-e.ntf\u0001 "u8;

    public static byte[] Bytes(ReadOnlySpan<byte> original, Random random, int changes)
    {
        List<byte> bytes = [.. original];
        for (int i = 0; i < changes && bytes.Count > 0; i++)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = Grammar[random.Next(Grammar.Length)];
                    break;
                case 2:
                    bytes.RemoveAt(at);
                    break;
                case 3:
                    bytes.Insert(at, bytes[random.Next(bytes.Count)]);
                    break;
                default:
                    bytes.RemoveRange(at, random.Next(Math.Min(8, bytes.Count - at)));
                    break;
            }
        }

        return [.. bytes];
    }
}
