using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Merkle;
using MetaLogging.Journaling.Notes;

namespace MetaLogging.Api.Tests.Log;

/// <summary>Reads the log as a stranger does: by its routes, and by what C2SP and RFC 6962 say of the answers.</summary>
internal static class LogReading
{
    /// <summary>The path of a tile (<c>0</c>, <c>1</c>, …) or bundle (<c>entries</c>).</summary>
    public static string TilePath(string level, long number, int width = 256) =>
        FormattableString.Invariant($"/tlog/tile/{level}/{number:000}{(width == 256 ? "" : $".p/{width}")}");

    /// <summary>The checkpoint that is served, after its signature was checked with the keys of <c>/api/v1/log</c>.</summary>
    public static async Task<SignedCheckpoint> CheckpointAsync(this Client reader)
    {
        SignedCheckpoint checkpoint = SignedCheckpoint.Parse((await reader.GetAsync("/tlog/checkpoint")).Is(200).Body);
        JsonObject log = (await reader.GetAsync("/api/v1/log")).Is(200).Json;
        checkpoint.CheckAll([.. log["vkeys"]!.AsArray().Select(key => VerifierKey.Parse(key!.GetValue<string>()))]);
        Assert.Equal(log["origin"]!.GetValue<string>(), checkpoint.Checkpoint.Origin);
        return checkpoint;
    }

    /// <summary>All entries of the tree of a size.</summary>
    public static async Task<IReadOnlyList<byte[]>> EntriesAsync(this Client reader, long size)
    {
        List<byte[]> entries = [];
        for (long number = 0; entries.Count < size; number++)
        {
            entries.AddRange(Unpack((await reader.GetAsync(TilePath("entries", number, (int)Math.Min(256, size - (number * 256))))).Is(200).Body));
        }

        return entries;
    }

    /// <summary>The entries of a bundle.</summary>
    public static IReadOnlyList<byte[]> Unpack(ReadOnlySpan<byte> bundle)
    {
        List<byte[]> entries = [];
        while (!bundle.IsEmpty)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(bundle);
            entries.Add(bundle.Slice(2, length).ToArray());
            bundle = bundle[(2 + length)..];
        }

        return entries;
    }

    /// <summary>The hashes of a proof.</summary>
    public static IReadOnlyList<TreeHash> Hashes(this Answer proof) => [.. proof.Json["hashes"]!.AsArray().Select(hash => Hash(hash!.GetValue<string>()))];

    /// <summary>A hash of a proof.</summary>
    public static TreeHash Hash(this Answer proof, string member) => Hash(proof.Json[member]!.GetValue<string>());

    /// <summary>The bytes of a member of an answer, as they were spelled.</summary>
    public static byte[] Raw(this Answer answer, string member)
    {
        using JsonDocument document = JsonDocument.Parse(answer.Body);
        return Encoding.UTF8.GetBytes(document.RootElement.GetProperty(member).GetRawText());
    }

    static TreeHash Hash(string base64) => TreeHash.TryParse(base64, out TreeHash hash) ? hash : throw new FormatException($"{base64} is no hash.");
}
