using System.Globalization;

namespace MetaLogging.Journaling;

/// <summary>The names in a data folder.</summary>
internal sealed class JournalFolder(string directory)
{
    public const string Temporary = ".new";
    public const string Dropped = ".dropped";
    public const string Tail = ".tail";
    public const string Damaged = ".damaged";

    public string Root { get; } = directory;

    public string Segments { get; } = Path.Combine(directory, "journal");

    public string Aside { get; } = Path.Combine(directory, "aside");

    public string Lock { get; } = Path.Combine(directory, "LOCK");

    /// <summary>The tree's hashes.</summary>
    public string Tree { get; } = Path.Combine(directory, "tree");

    /// <summary>The newest checkpoint.</summary>
    public string Checkpoint { get; } = Path.Combine(directory, "checkpoint");

    /// <summary>Older checkpoints that are kept.</summary>
    public string Checkpoints { get; } = Path.Combine(directory, "checkpoints.ndjson");

    /// <summary>The keys that sign; secret.</summary>
    public string SigningKey { get; } = Path.Combine(directory, "signing-key");

    /// <summary>The keys that check.</summary>
    public string VerifierKeys { get; } = Path.Combine(directory, "log.vkey");

    public string Spare => Path.Combine(Aside, "spare");

    public string PathOf(long first, SegmentFileKind kind) => Path.Combine(Segments, NameOf(first, kind));

    public string DroppedPathOf(long first) => Path.Combine(Segments, NameOf(first) + Dropped);

    public static string NameOf(long first, SegmentFileKind kind) => NameOf(first) + Extension(kind);

    /// <summary>Reads the first sequence out of a name of 20 digits and an extension.</summary>
    public static bool TryParse(string name, string extension, out long first)
    {
        first = 0;
        return name.Length == 20 + extension.Length && name.EndsWith(extension, StringComparison.Ordinal)
            && long.TryParse(name.AsSpan(0, 20), NumberStyles.None, CultureInfo.InvariantCulture, out first);
    }

    public static string Extension(SegmentFileKind kind) => kind switch
    {
        SegmentFileKind.Open => ".open",
        SegmentFileKind.Facts => ".facts",
        _ => ".details",
    };

    static string NameOf(long first) => first.ToString("D20", CultureInfo.InvariantCulture);
}
