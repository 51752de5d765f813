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
    public const string Take = "take in and queue: what else the recording does";
    public const string Write = "frame, write, flush (without the waiting for the device)";
    public const string Seal = "seal: compress in blocks";
    public const string Project = "project into the embedded store, with reading for it";
    public const string Runtime = "runtime: memory and threads, as far as no stage called for them";
    public const string Unseen = "native code whose callers are not seen (mostly DuckDB's memory and locks)";
    public const string Compile = "compile";
    public const string Rest = "everything else";

    public static readonly string[] All =
        [Receive, Unpack, Parse, Validate, Canonical, Digest, Ids, Take, Write, Seal, Project, Runtime, Unseen, Compile, Rest];

    /// <summary>What a frame's function or library is called, and its stage. Code that several stages use is not among them.</summary>
    /// <remarks>The first frame from the processor that has one of these names decides.</remarks>
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

    /// <summary>For stacks in which none of those was found.</summary>
    static readonly (string Name, string Stage)[] Wider =
    [
        ("MetaLogging.Journaling.", Project), ("MetaLogging.Recording.", Take), ("MetaLogging.AuditTrail", Take),
        ("MetaLogging.Server", Receive),
    ];

    /// <summary>Threads that do one thing.</summary>
    static readonly (string Name, string Stage)[] Threads =
        [("metalog segment", Seal), ("metalog journal", Write), (".NET Tiered", Compile), (".NET Sockets", Receive)];

    /// <param name="frames">The stack of calls as perf script writes it, the processor's place first.</param>
    public static string Of(string thread, IReadOnlyList<string> frames) =>
        frames.Select(f => Find(Names, f)).FirstOrDefault(s => s is not null)
        ?? Threads.FirstOrDefault(t => thread.StartsWith(t.Name, StringComparison.Ordinal)).Stage
        ?? OfNative(frames)
        ?? frames.Select(f => Find(Wider, f)).FirstOrDefault(s => s is not null)
        ?? Rest;

    /// <summary>For a stack in whose upper part, or in all of it, there is no managed code.</summary>
    static string? OfNative(IReadOnlyList<string> frames)
    {
        int native = frames.TakeWhile(f => !IsManaged(f)).Count();
        return frames.Take(native).Any(f => f.Contains("libcoreclr", StringComparison.Ordinal)) ? Runtime
            : native == frames.Count ? Unseen
            : null;
    }

    static bool IsManaged(string frame) =>
        frame.Contains(".map)", StringComparison.Ordinal) || frame.Contains(".dll)", StringComparison.Ordinal);

    static string? Find((string Name, string Stage)[] names, string frame)
    {
        ReadOnlySpan<char> subject = Subject(frame);
        foreach ((string name, string stage) in names)
        {
            if (subject.Contains(name, StringComparison.Ordinal))
            {
                return stage;
            }
        }

        return null;
    }

    /// <summary>Of a managed method the type, because its signature names others; otherwise all, because the library counts.</summary>
    static ReadOnlySpan<char> Subject(string frame)
    {
        int end = IsManaged(frame) ? frame.IndexOf("::", StringComparison.Ordinal) : -1;
        return end < 0 ? frame : frame.AsSpan(frame.LastIndexOf(' ', end) + 1, end - frame.LastIndexOf(' ', end) - 1);
    }
}
