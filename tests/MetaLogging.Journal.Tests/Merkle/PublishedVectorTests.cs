using System.Text.Json;
using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Merkle;

namespace MetaLogging.Journaling.Tests.Merkle;

public sealed class PublishedVectorTests
{
    [Fact]
    public void Every_published_inclusion_proof_holds_or_is_refused_as_its_source_says()
    {
        List<string> different = Differing("merkle/inclusion.jsonl", CheckInclusion, out int held);
        Assert.Empty(different);
        Assert.Equal(6, held);
    }

    /// <summary>
    /// The source rejects every consistency proof from size 0 as useless. C2SP tlog-witness has the empty proof from size 0 hold, because the empty tree
    /// is consistent with any: so a witness takes the first checkpoint of a log. That one differs here, and no other.
    /// </summary>
    [Fact]
    public void Every_published_consistency_proof_but_that_from_the_empty_tree_holds_or_is_refused_as_its_source_says()
    {
        List<string> different = Differing("merkle/consistency.jsonl", CheckConsistency, out int held);
        Assert.Equal(["additional/size1-is-zero-and-size2-is-not-zero"], different);
        Assert.Equal(7, held);
    }

    static List<string> Differing(string path, Action<JsonElement> check, out int held)
    {
        List<string> different = [];
        (held, int count) = (0, 0);
        foreach (string line in File.ReadLines(SharedData.Find(path)))
        {
            using JsonDocument vector = JsonDocument.Parse(line);
            bool isRefused = false;
            try
            {
                check(vector.RootElement);
                held++;
            }
            catch (NotProvenException)
            {
                isRefused = true;
            }

            if (isRefused != vector.RootElement.GetProperty("wantErr").GetBoolean())
            {
                different.Add(vector.RootElement.GetProperty("name").GetString()!);
            }

            count++;
        }

        Assert.Equal(98, count);
        return different;
    }

    static void CheckInclusion(JsonElement vector) => InclusionProof.Check(
        Hash(vector.GetProperty("leafHash")), Size(vector, "leafIdx"), Size(vector, "treeSize"), Hashes(vector), Hash(vector.GetProperty("root")));

    static void CheckConsistency(JsonElement vector) => ConsistencyProof.Check(
        Size(vector, "size1"), AnyRoot(vector.GetProperty("root1")), Size(vector, "size2"), AnyRoot(vector.GetProperty("root2")), Hashes(vector));

    static long Size(JsonElement vector, string name) => Checkpoint.ParseSize(vector.GetProperty(name).GetRawText(), name);

    static TreeHash[] Hashes(JsonElement vector) => vector.GetProperty("proof") is { ValueKind: JsonValueKind.Array } hashes
        ? [.. hashes.EnumerateArray().Select(Hash)]
        : [];

    static TreeHash Hash(JsonElement text) => TreeHash.TryParse(text.GetString(), out TreeHash hash)
        ? hash
        : throw new NotProvenException("It is not base64 of 32 bytes.");

    /// <summary>Where the source has some text for a root, because no root is looked at there, the hash of that stands in.</summary>
    static TreeHash AnyRoot(JsonElement text) => TreeHash.TryParse(text.GetString(), out TreeHash hash)
        ? hash
        : TreeHash.Leaf(text.GetBytesFromBase64());
}
