using System.Text.Json.Nodes;
using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Merkle;
using MetaLogging.Journaling.Notes;
using Microsoft.Extensions.Time.Testing;

namespace MetaLogging.Api.Tests.Log;

public sealed class CheckpointTests(SignedServer log) : IClassFixture<SignedServer>
{
    [Fact]
    public async Task The_checkpoint_is_plain_text_that_is_fresh_for_a_second_and_signed_by_a_key_that_the_log_names()
    {
        Answer answer = (await log.Reader.GetAsync("/tlog/checkpoint")).Is(200);
        Assert.Equal(("text/plain; charset=utf-8", "max-age=1, private"), (answer.Header("Content-Type"), answer.Header("Cache-Control")));
        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(log.Server.Folder, "checkpoint"), TestContext.Current.CancellationToken), answer.Body);
        SignedCheckpoint checkpoint = await log.Reader.CheckpointAsync();
        Assert.Equal((log.Size, log.Tree.Root(log.Size)), (checkpoint.Size, checkpoint.Root));
        using SigningKey stranger = SigningKey.Create(checkpoint.Checkpoint.Origin, NoteKeyType.Log);
        Assert.Throws<NotProvenException>(() => checkpoint.Check([stranger.Verifier]));
    }

    [Fact]
    public async Task The_log_says_its_name_its_keys_how_far_it_is_signed_and_what_it_keeps()
    {
        JsonObject told = (await log.Reader.GetAsync("/api/v1/log")).Is(200).Json;
        Assert.Equal(log.Checkpoint.Checkpoint.Origin, told["origin"]!.GetValue<string>());
        string[] keys = await File.ReadAllLinesAsync(Path.Combine(log.Server.Folder, "log.vkey"), TestContext.Current.CancellationToken);
        Assert.Equal(keys, told["vkeys"]!.AsArray().Select(key => key!.GetValue<string>()));
        Assert.Equal((log.Size, log.Checkpoint.Root.ToString()), (told["size"]!.GetValue<int>(), told["root"]!.GetValue<string>()));
        Assert.True(told["next_sequence"]!.GetValue<long>() > log.Size);
        Assert.Equal((0, 0), (told["first_sequence"]!.GetValue<int>(), told["minimum_index"]!.GetValue<int>()));
        Assert.Equal("""{"public":false,"checkpoint_seconds":1}""", told["policy"]!.ToJsonString());
        Assert.Null(told["problem"]);
        (await log.Reader.GetAsync("/api/v1/log?size=1")).IsProblem(400, "size");
    }

    [Fact]
    public async Task Before_there_is_a_checkpoint_that_is_said_and_a_second_later_there_is_one()
    {
        FakeTimeProvider time = new(DateTimeOffset.UtcNow);
        await using RunningServer server = await RunningServer.StartAsync(new() { Time = time });
        Client reader = server.Owner();
        foreach (string path in (string[])["/tlog/checkpoint", "/api/v1/proofs/inclusion/0", "/api/v1/proofs/consistency?from=0", LogReading.TilePath("0", 0, 1), LogReading.TilePath("entries", 0, 1)])
        {
            (await reader.GetAsync(path)).IsProblem(404);
        }

        JsonObject told = (await reader.GetAsync("/api/v1/log")).Is(200).Json;
        Assert.Equal(0, told["size"]!.GetValue<int>());
        Assert.Null(told["root"]);
        time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(async () => (await reader.GetAsync("/tlog/checkpoint")).Status == 200);
        SignedCheckpoint checkpoint = await reader.CheckpointAsync();
        Assert.Equal(new NaiveTree(await reader.EntriesAsync(checkpoint.Size)).Root(checkpoint.Size), checkpoint.Root);
    }
}
