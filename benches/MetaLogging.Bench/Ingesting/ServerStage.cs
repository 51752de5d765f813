namespace MetaLogging.Bench.Ingesting;

/// <summary>The stages of an event's way through our server, as a profile knows them.</summary>
internal static class ServerStage
{
    public const string Receive = "receive and answer: sockets, Kestrel, routes";
    public const string Unpack = "unpack the body";
    public const string Parse = "parse";
    public const string Validate = "validate";
    public const string Canonical = "write fact and detail in canonical form";
    public const string Digest = "digests";
    public const string Ids = "ids: claims, and their index";
    public const string Write = "frame, write, flush (without the waiting for the device)";
    public const string Seal = "seal: compress in blocks";
    public const string Project = "project into the embedded store, with reading for it";
    public const string Runtime = "runtime: memory, threads";
    public const string Compile = "compile";
    public const string Rest = "everything else";

    public static readonly string[] All =
        [Receive, Unpack, Parse, Validate, Canonical, Digest, Ids, Write, Seal, Project, Runtime, Compile, Rest];

    /// <summary>What a frame's function or library is called, and its stage. Code that several stages use is not among them.</summary>
    static readonly (string Name, string Stage)[] Names =
    [
        ("libduckdb", Project), ("DuckDB.NET", Project), ("MetaLogging.Embedded.", Project), ("MetaLogging.Projections.", Project),
        ("MetaLogging.Json.EventParser", Parse), ("MetaLogging.Json.EventReader", Parse), ("MetaLogging.Json.JsonPath", Parse),
        ("MetaLogging.Validation.", Validate),
        ("MetaLogging.Entries.DetailCommit", Digest), ("MetaLogging.Entries.DetailDigest", Digest),
        ("MetaLogging.Entries.EntryEncoder", Canonical), ("MetaLogging.Entries.FactWriter", Canonical),
        ("MetaLogging.Entries.DetailWriter", Canonical),
        ("MetaLogging.Ids.", Ids), ("MetaLogging.Recording.IdClaims", Ids),
        ("MetaLogging.Journaling.Seale", Seal), ("MetaLogging.Journaling.FactSource", Seal), ("MetaLogging.Journaling.SegmentWork", Seal),
        ("MetaLogging.Journaling.FrameWriter", Write), ("MetaLogging.Journaling.AppendQueue", Write),
        ("MetaLogging.Journaling.GroupCommit", Write), ("MetaLogging.Journaling.OpenSegment", Write),
        ("System.IO.Compression", Unpack),
        ("Microsoft.AspNetCore", Receive), ("System.Net.Sockets", Receive), ("MetaLogging.Api.", Receive),
        ("libclrjit", Compile),
    ];

    /// <param name="frames">The stack of calls as perf script writes it, the processor's place first.</param>
    public static string Of(string thread, IEnumerable<string> frames)
    {
        bool isInRuntime = true;
        foreach (string frame in frames)
        {
            foreach ((string name, string stage) in Names)
            {
                if (frame.Contains(name, StringComparison.Ordinal))
                {
                    return stage;
                }
            }

            // At the bottom of every managed thread lies the runtime; only at the top it is what costs.
            isInRuntime &= !frame.Contains(".map)", StringComparison.Ordinal) && !frame.Contains(".dll)", StringComparison.Ordinal);
            if (isInRuntime && frame.Contains("libcoreclr", StringComparison.Ordinal))
            {
                return Runtime;
            }
        }

        return thread.StartsWith(".NET Tiered", StringComparison.Ordinal) ? Compile : Rest;
    }
}
