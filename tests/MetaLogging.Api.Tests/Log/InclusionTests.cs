using System.Text;
using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.Journaling;
using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Merkle;

namespace MetaLogging.Api.Tests.Log;

public sealed class InclusionTests(SignedServer log) : IClassFixture<SignedServer>
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_entry_is_proven_in_trees_of_several_sizes()
    {
        foreach (int size in (int[])[1, 2, 255, 256, 257, log.Size])
        {
            TreeHash root = log.Tree.Root(size);
            for (int sequence = 0; sequence < size; sequence++)
            {
                Answer proof = (await log.Reader.GetAsync($"/api/v1/proofs/inclusion/{sequence}?size={size}")).Is(200);
                Assert.Equal((sequence, size, root), (proof.Json["sequence"]!.GetValue<int>(), proof.Json["size"]!.GetValue<int>(), proof.Hash("root")));
                byte[] fact = proof.Raw("fact");
                Assert.Equal(log.Entries[sequence], fact);
                InclusionProof.Check(TreeHash.Leaf(fact), sequence, size, proof.Hashes(), root);
            }
        }
    }

    [Fact]
    public async Task Without_a_size_the_proof_is_in_the_newest_signed_tree_and_has_its_checkpoint_with_it()
    {
        Answer proof = (await log.Reader.GetAsync("/api/v1/proofs/inclusion/7")).Is(200);
        SignedCheckpoint checkpoint = SignedCheckpoint.Parse(proof.Json["checkpoint"]!.GetValue<string>());
        checkpoint.CheckAll([.. log.Server.Trail.SignedLog.Keys]);
        Assert.Equal(checkpoint.Checkpoint.Origin, proof.Json["origin"]!.GetValue<string>());
        InclusionProof.Check(TreeHash.Leaf(proof.Raw("fact")), 7, checkpoint.Size, proof.Hashes(), checkpoint.Root);
        Assert.Equal(proof.Text, (await log.Reader.GetAsync($"/api/v1/proofs/inclusion/7?size={log.Size}&detail=false")).Is(200).Text);
        Assert.False((await log.Reader.GetAsync("/api/v1/proofs/inclusion/7?size=8")).Is(200).Json.ContainsKey("checkpoint"));
    }

    [Fact]
    public async Task The_detail_comes_only_when_it_is_asked_for_and_is_the_one_that_the_fact_commits_to()
    {
        for (int sequence = 0; sequence < log.Size; sequence += 7)
        {
            Assert.False((await log.Reader.GetAsync($"/api/v1/proofs/inclusion/{sequence}")).Json.ContainsKey("detail"));
            Answer proof = (await log.Reader.GetAsync($"/api/v1/proofs/inclusion/{sequence}?detail=true")).Is(200);
            Assert.Equal(log.Entries[sequence], proof.Raw("fact"));
            Assert.True(DetailDigest.Holds(proof.Raw("fact"), proof.Raw("detail")));
        }
    }

    [Theory]
    [InlineData("0?size=0", 400, "size")]
    [InlineData("0?size=-1", 400, "size")]
    [InlineData("0?size=9223372036854775807", 400, "size")]
    [InlineData("0?size=9223372036854775808", 400, "size")]
    [InlineData("0?size=18446744073709551616", 400, "size")]
    [InlineData("0?size=1.0", 400, "size")]
    [InlineData("0?size=ten", 400, "size")]
    [InlineData("0?size=", 400, "size")]
    [InlineData("0?size=1&size=2", 400, "size")]
    [InlineData("0?detail=yes", 400, "detail")]
    [InlineData("0?sizes=1", 400, "sizes")]
    [InlineData("-1", 400, "sequence")]
    [InlineData("+1", 400, "sequence")]
    [InlineData("1.5", 400, "sequence")]
    [InlineData("first", 400, "sequence")]
    [InlineData("%20", 400, "sequence")]
    [InlineData("%D9%A3", 400, "sequence")]
    [InlineData("9223372036854775808", 400, "sequence")]
    [InlineData("9223372036854775807", 404)]
    [InlineData("5?size=5", 404)]
    [InlineData("1000000", 404)]
    public async Task What_there_is_no_proof_of_is_named(string asked, int status, params string[] fields) =>
        (await log.Reader.GetAsync($"/api/v1/proofs/inclusion/{asked}")).IsProblem(status, fields);

    [Fact]
    public async Task An_entry_behind_the_checkpoint_is_not_there_yet_and_a_larger_size_neither()
    {
        (await log.Reader.GetAsync($"/api/v1/proofs/inclusion/{log.Size}")).IsProblem(404);
        (await log.Reader.GetAsync($"/api/v1/proofs/inclusion/{log.Size}?detail=true")).IsProblem(404);
        (await log.Reader.GetAsync($"/api/v1/proofs/inclusion/0?size={log.Size + 1}")).IsProblem(400, "size");
    }

    [Fact]
    public async Task After_an_erasure_the_proof_is_the_same_and_the_erased_text_is_gone()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        Client owner = server.Owner();
        string person = """{"action":"update_profile","resource_type":"user","user_id":"erase-me","user_name":"Erika Mustermann","ip_address":"192.0.2.77"}""";
        int sequence = (await owner.PostAsync("/api/v1/audit-events", person)).Is(201).Json["sequence"]!.GetValue<int>();
        SignedCheckpoint before = await server.Trail.SignedLog.CheckpointAsync(Cancel);
        string path = $"/api/v1/proofs/inclusion/{sequence}?size={before.Size}";
        Answer proof = (await owner.GetAsync(path)).Is(200);
        byte[] bundle = (await owner.GetAsync(LogReading.TilePath("entries", 0, (int)before.Size))).Is(200).Body;
        Assert.Contains("Erika", (await owner.GetAsync($"{path}&detail=true")).Text, StringComparison.Ordinal);
        await server.Trail.EraseAsync([new SequenceRange(sequence, sequence + 1)], EntryParts.Actor, "test", Cancel);
        Answer after = (await owner.GetAsync(path)).Is(200);
        Assert.Equal(proof.Raw("fact"), after.Raw("fact"));
        Assert.Equal(proof.Hashes(), after.Hashes());
        InclusionProof.Check(TreeHash.Leaf(after.Raw("fact")), sequence, before.Size, after.Hashes(), before.Root);
        Assert.Equal(bundle, (await owner.GetAsync(LogReading.TilePath("entries", 0, (int)before.Size))).Is(200).Body);
        Answer withDetail = (await owner.GetAsync($"{path}&detail=true")).Is(200);
        Assert.DoesNotContain("Erika", withDetail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("erase-me", withDetail.Text, StringComparison.Ordinal);
        Assert.Contains("192.0.2.77", withDetail.Text, StringComparison.Ordinal);
        Assert.True(DetailDigest.Holds(withDetail.Raw("fact"), withDetail.Raw("detail")));
        SignedCheckpoint later = await server.Trail.SignedLog.CheckpointAsync(Cancel);
        Answer continued = (await owner.GetAsync($"/api/v1/proofs/consistency?from={before.Size}&to={later.Size}")).Is(200);
        ConsistencyProof.Check(before.Size, before.Root, later.Size, later.Root, continued.Hashes());
    }
}
