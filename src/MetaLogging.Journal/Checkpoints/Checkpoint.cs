using System.Globalization;
using MetaLogging.Journaling.Merkle;

namespace MetaLogging.Journaling.Checkpoints;

/// <summary>The head of a tree, as text: origin, size and root, each on a line (C2SP tlog-checkpoint).</summary>
internal sealed record Checkpoint(string Origin, long Size, TreeHash Root)
{
    /// <summary>The text that is signed.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Root}\n");

    /// <summary>Reads the text of a checkpoint; extension lines are allowed and passed over.</summary>
    /// <exception cref="NotProvenException">It is none; the message says why.</exception>
    public static Checkpoint Parse(string text)
    {
        string[] lines = text.Split('\n');
        if (lines.Length < 4 || lines[^1].Length > 0 || lines[..^1].Any(line => line.Length == 0))
        {
            throw new NotProvenException("The checkpoint is not of at least three lines: origin, size and root.");
        }

        return TreeHash.TryParse(lines[2], out TreeHash root)
            ? new(lines[0], ParseSize(lines[1], "The size in the checkpoint"), root)
            : throw new NotProvenException("The root in the checkpoint is not base64 of 32 bytes.");
    }

    /// <summary>Reads a number of entries: decimal, without leading zeros, below 2⁶³.</summary>
    /// <exception cref="NotProvenException">It is none.</exception>
    internal static long ParseSize(string digits, string what) =>
        digits.All(char.IsAsciiDigit)   // the system's own parser passes over NULs at the end
        && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long size) && (digits == "0" || digits[0] != '0')
            ? size
            : throw new NotProvenException($"{what} is not a decimal number below 2^63 without leading zeros.");
}
