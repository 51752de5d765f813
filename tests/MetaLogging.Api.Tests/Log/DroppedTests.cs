using System.Text.Json.Nodes;
using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Merkle;

namespace MetaLogging.Api.Tests.Log;

public sealed class DroppedTests : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("metalog-api-");

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    ServerPlan Plan => new() { Folder = _folder.FullName, Settings = { ["MetaLogging:Journal:SegmentSize"] = "65536", ["MetaLogging:Journal:ReserveSize"] = "4096" } };

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task What_retention_dropped_is_gone_its_hashes_stay_and_what_is_kept_is_proven_as_before()
    {
        SignedCheckpoint before;
        IReadOnlyList<byte[]> entries;
        long first;
        await using (RunningServer server = await RunningServer.StartAsync(Plan))
        {
            for (int i = 0; i < 20; i++)
            {
                (await server.Owner().PostLinesAsync("/api/v1/audit-events", Enumerable.Repeat(Some.Audit, 100))).Is(201);
            }

            before = await server.Trail.SignedLog.CheckpointAsync(Cancel);
            entries = await server.Owner().EntriesAsync(before.Size);
            first = await server.Trail.DropBeforeAsync(1500, Cancel);
            Assert.InRange(first, 257, 1500);
            await CheckAsync(server, before, entries, first);
        }

        await using RunningServer again = await RunningServer.StartAsync(Plan);
        await CheckAsync(again, before, entries, first);
    }

    static async Task CheckAsync(RunningServer server, SignedCheckpoint before, IReadOnlyList<byte[]> entries, long first)
    {
        Client reader = server.Owner();
        NaiveTree tree = new(entries);
        JsonObject log = (await reader.GetAsync("/api/v1/log")).Is(200).Json;
        long minimum = log["minimum_index"]!.GetValue<long>();
        Assert.Equal(first, log["first_sequence"]!.GetValue<long>());
        Assert.True(minimum % 256 == 0 && minimum >= first && minimum < first + 256);
        for (int number = 0; (number + 1) * 256 <= before.Size; number++)
        {
            Answer bundle = await reader.GetAsync(LogReading.TilePath("entries", number));
            if (number * 256 < first)
            {
                Assert.Contains($"from index {minimum} on", bundle.IsProblem(410).Text, StringComparison.Ordinal);
                (await reader.GetAsync(LogReading.TilePath("entries", number, 1))).IsProblem(410);
            }
            else
            {
                Assert.Equal(entries.Skip(number * 256).Take(256), LogReading.Unpack(bundle.Is(200).Body));
            }

            byte[] hashes = (await reader.GetAsync(LogReading.TilePath("0", number))).Is(200).Body;
            Assert.Equal(Enumerable.Range(number * 256, 256).SelectMany(i => tree.Leaf(i).Bytes.ToArray()), hashes);
        }

        foreach (long gone in (long[])[0, 1, first - 1])
        {
            (await reader.GetAsync($"/api/v1/proofs/inclusion/{gone}")).IsProblem(410);
        }

        foreach (long kept in (long[])[first, first + 1, before.Size - 1])
        {
            Answer proof = (await reader.GetAsync($"/api/v1/proofs/inclusion/{kept}?size={before.Size}")).Is(200);
            Assert.Equal(entries[(int)kept], proof.Raw("fact"));
            InclusionProof.Check(TreeHash.Leaf(proof.Raw("fact")), kept, before.Size, proof.Hashes(), before.Root);
        }

        SignedCheckpoint now = await server.Trail.SignedLog.CheckpointAsync(Cancel);
        Assert.True(now.Size > before.Size);
        Answer continued = (await reader.GetAsync($"/api/v1/proofs/consistency?from={before.Size}&to={now.Size}")).Is(200);
        ConsistencyProof.Check(before.Size, before.Root, now.Size, now.Root, continued.Hashes());
        (await reader.GetAsync($"/api/v1/proofs/consistency?from=3&to={before.Size}")).Is(200);
    }
}
