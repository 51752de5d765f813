using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Merkle;

namespace MetaLogging.Api.Tests.Log;

public sealed class ConsistencyTests(SignedServer log) : IClassFixture<SignedServer>
{
    [Fact]
    public async Task Every_tree_is_proven_to_continue_each_older_one()
    {
        int[] sizes = [0, 1, 2, 3, 4, 7, 8, 100, 255, 256, 257, 300, 511, 512, 513, log.Size - 1, log.Size];
        foreach (int to in sizes.Skip(1))
        {
            foreach (int from in sizes.Where(size => size <= to))
            {
                Answer proof = (await log.Reader.GetAsync($"/api/v1/proofs/consistency?from={from}&to={to}")).Is(200);
                Assert.Equal((from, to), (proof.Json["from"]!.GetValue<int>(), proof.Json["to"]!.GetValue<int>()));
                Assert.Equal((log.Tree.Root(from), log.Tree.Root(to)), (proof.Hash("from_root"), proof.Hash("to_root")));
                ConsistencyProof.Check(from, log.Tree.Root(from), to, log.Tree.Root(to), proof.Hashes());
                Assert.Equal(to == log.Size, proof.Json.ContainsKey("checkpoint"));
            }
        }
    }

    [Fact]
    public async Task Without_an_end_it_is_the_newest_signed_tree_and_its_checkpoint_is_with_it()
    {
        Answer proof = (await log.Reader.GetAsync("/api/v1/proofs/consistency?from=300")).Is(200);
        SignedCheckpoint checkpoint = SignedCheckpoint.Parse(proof.Json["checkpoint"]!.GetValue<string>());
        checkpoint.CheckAll([.. log.Server.Trail.SignedLog.Keys]);
        ConsistencyProof.Check(300, log.Tree.Root(300), checkpoint.Size, checkpoint.Root, proof.Hashes());
    }

    [Theory]
    [InlineData("", "from")]
    [InlineData("?to=2", "from")]
    [InlineData("?from=-1", "from")]
    [InlineData("?from=two", "from")]
    [InlineData("?from=", "from")]
    [InlineData("?from=3&to=2", "from")]
    [InlineData("?from=9223372036854775808", "from")]
    [InlineData("?from=1000000", "from")]
    [InlineData("?from=1&from=1", "from")]
    [InlineData("?from=1&to=0", "to")]
    [InlineData("?from=1&to=-1", "to")]
    [InlineData("?from=1&to=1000000", "to")]
    [InlineData("?from=1&to=9223372036854775808", "to")]
    [InlineData("?from=1&to=2x", "to")]
    [InlineData("?from=1&size=2", "size")]
    public async Task What_there_is_no_proof_of_is_named(string asked, string field) =>
        (await log.Reader.GetAsync($"/api/v1/proofs/consistency{asked}")).IsProblem(400, field);

    [Fact]
    public async Task A_tree_beyond_the_signed_size_is_not_there() =>
        (await log.Reader.GetAsync($"/api/v1/proofs/consistency?from=1&to={log.Size + 1}")).IsProblem(400, "to");
}
