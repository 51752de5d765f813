using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace MetaLogging.Import;

/// <summary>
/// Tells text from other files by the beginning: a NUL, or more than a tenth of bytes that are not UTF-8, is no log. Single odd bytes are
/// let through here, because clients choose user names; the lines that hold them are rejected one by one.
/// </summary>
internal static class TextCheck
{
    /// <summary>What is wrong with a first block, with its position from 0; null when it is text.</summary>
    public static string? FindProblem(ReadOnlySpan<byte> block)
    {
        if (FindPacked(block) is { } packed)
        {
            return $"is no text but packed with {packed}; unpack it first, or pack it with gzip";
        }

        int nul = block.IndexOf((byte)0);
        if (nul >= 0)
        {
            return FormattableString.Invariant($"is a binary file, not a log: a NUL byte stands at position {nul}");
        }

        if (Utf8.IsValid(block))
        {
            return null;
        }

        int invalid = 0;
        int first = -1;
        for (int at = 0; at < block.Length;)
        {
            OperationStatus status = Rune.DecodeFromUtf8(block[at..], out _, out int length);
            if (status == OperationStatus.NeedMoreData)
            {
                break;
            }

            if (status != OperationStatus.Done)
            {
                first = first < 0 ? at : first;
                invalid += length;
            }

            at += length;
        }

        return invalid > block.Length / 10
            ? FormattableString.Invariant(
                $"is a binary file, not a log: {invalid} of its first {block.Length} bytes are not UTF-8, the first at position {first}")
            : null;
    }

    static string? FindPacked(ReadOnlySpan<byte> block) => block switch
    {
        [0x28, 0xB5, 0x2F, 0xFD, ..] => "zstd",
        [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, ..] => "xz",
        [(byte)'B', (byte)'Z', (byte)'h', >= (byte)'1' and <= (byte)'9', 0x31, 0x41, ..] => "bzip2",
        [(byte)'P', (byte)'K', 3, 4, ..] => "zip",
        [0x1F, 0x8B, ..] => "gzip twice",
        _ => null,
    };
}
