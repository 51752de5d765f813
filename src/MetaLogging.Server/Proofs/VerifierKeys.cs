using MetaLogging.Journaling.Merkle;
using MetaLogging.Journaling.Notes;

namespace MetaLogging.Server.Proofs;

/// <summary>Verifier keys as people type them.</summary>
internal static class VerifierKeys
{
    /// <summary>Reads a key.</summary>
    /// <param name="from">Where the text comes from, for the person who has to change it.</param>
    /// <param name="text">The key.</param>
    /// <exception cref="UsageException">It is none.</exception>
    public static VerifierKey Parse(string from, string text)
    {
        try
        {
            return VerifierKey.Parse(text);
        }
        catch (NotProvenException wrong)
        {
            throw new UsageException($"{from}: {wrong.Message}");
        }
    }

    /// <summary>Reads a log's key.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static VerifierKey ParseLog(string from, string text) => Parse(from, text) is { Type: NoteKeyType.Log } key
        ? key
        : throw new UsageException($"{from}: the key {text} is that of a witness, and a log's is wanted.");

    /// <summary>The keys in a text of several lines, such as log.vkey.</summary>
    public static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Reads a key; null where it is none.</summary>
    public static VerifierKey? TryParse(string text)
    {
        try
        {
            return VerifierKey.Parse(text);
        }
        catch (NotProvenException)
        {
            return null;
        }
    }
}
