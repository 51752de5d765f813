using MetaLogging.Journaling;

namespace MetaLogging.Exports;

/// <summary>The files in an export, in their order, and how large they may be.</summary>
internal static class ExportFiles
{
    /// <summary>A line an entry: fact, detail and proof.</summary>
    public const string Entries = "entries.ndjson";

    /// <summary>A line an event, as the API shows it.</summary>
    public const string Events = "events.ndjson";

    /// <summary>The signed checkpoint of the tree that all proofs are in.</summary>
    public const string Checkpoint = "checkpoint";

    /// <summary>The log's verifier keys, one a line, newest first.</summary>
    public const string Keys = "log.vkey";

    /// <summary>What was asked for, when, by whom, and what came.</summary>
    public const string Description = "export.json";

    /// <summary>For people.</summary>
    public const string Readme = "README.txt";

    /// <summary>The most bytes of a file that is read as a whole.</summary>
    public const int MostBytesOfSmall = 1 << 20;

    /// <summary>The most bytes of a line: an entry of the longest detail, and the event made of it.</summary>
    public const int MostBytesOfLine = EntryBatch.LongestDetail + (1 << 20);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Entries, Events, Checkpoint, Keys, Description, Readme];
}
