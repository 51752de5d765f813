using System.Text.Json.Nodes;
using Xunit;

namespace MetaLogging.EndToEnd.Server;

/// <summary>A server that is told to stop keeps what it answered for, and says that it stopped.</summary>
public sealed class CleanStopTests : IDisposable
{
    const int Connections = 8;
    const int DeliveriesBeforeStop = 300;

    static readonly TimeSpan HostTimeOut = TimeSpan.FromSeconds(30);

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    string Data => _folder.PathOf("data");

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task Under_load_each_request_is_answered_whole_or_not_at_all_and_what_was_answered_for_is_there(string signal)
    {
        List<Delivery> answered = [];
        HashSet<Guid> sent = [];
        await using (LiveServer server = await LiveServer.StartAsync(Data))
        {
            string key = server.Key;
            CancellationToken cancellationToken = server.Program.Limit;
            long told = 0;
            await Task.WhenAll(Enumerable.Range(0, Connections).Select(WriteAsync));
            Command serve = await server.Program.EndAsync();
            TimeSpan took = TimeProvider.System.GetElapsedTime(told);
            serve.Succeeded();
            Assert.True(took < HostTimeOut, $"It took {took}.");
            Assert.DoesNotContain("fail: ", serve.Talk, StringComparison.Ordinal);

            async Task WriteAsync(int number)
            {
                using RawConnection connection = await RawConnection.OpenAsync(server.Address, cancellationToken);
                Random random = new(number);
                for (int? status = 201; status is not null;)
                {
                    Delivery delivery = Delivery.Next(random) with { IsPacked = false };
                    lock (sent)
                    {
                        sent.UnionWith(delivery.Ids);
                    }

                    status = await connection.SendAsync(delivery, key, cancellationToken);
                    bool isTime;
                    lock (answered)
                    {
                        if (status is not null)
                        {
                            // 503 is a whole answer, too: it says that nothing was kept.
                            Assert.True(status is 201 or 503, $"{status}");
                        }

                        if (status == 201)
                        {
                            answered.Add(delivery);
                        }

                        isTime = status == 201 && answered.Count == DeliveriesBeforeStop;
                    }

                    if (isTime)
                    {
                        told = TimeProvider.System.GetTimestamp();
                        await server.Program.SignalAsync(signal);
                    }
                }
            }
        }

        Assert.False(File.Exists(Path.Combine(Data, "metalog.sock")));
        JsonObject last = (await OwnAsync())[0];
        Assert.Equal("metalog.stop", last.Text("action"));
        Assert.True((bool?)last["additional_data"]!["clean"]);
        Assert.True(answered.Count >= DeliveriesBeforeStop);
        await using LiveServer next = await LiveServer.StartAsync(Data);
        Command query = await Command.MetaLogAsync("query", "audit-events", "--all", "--format", "ndjson", "--data", Data);
        IReadOnlyList<JsonObject> items = JsonLines.Parse(query.Succeeded().Output);
        HashSet<Guid> found = [.. items.Select(item => Guid.Parse(item.Text("id")!))];
        Assert.Equal(items.Count, found.Count);
        Assert.Empty(answered.SelectMany(delivery => delivery.Ids).Except(found));
        Assert.Empty(found.Except(sent));
        Assert.DoesNotContain(await OwnAsync(), IsUnclean);
    }

    [Fact]
    public async Task The_start_after_a_kill_finds_that_there_was_no_stop_and_the_one_after_a_stop_does_not()
    {
        await using (LiveServer killed = await LiveServer.StartAsync(Data))
        {
            await killed.KillAsync();
        }

        await using (LiveServer next = await LiveServer.StartAsync(Data))
        {
            Assert.Single(await OwnAsync(), IsUnclean);
            Assert.Equal(0, (await next.StopAsync()).ExitCode);
        }

        await using LiveServer last = await LiveServer.StartAsync(Data);
        Assert.Single(await OwnAsync(), IsUnclean);
    }

    [Fact]
    public async Task Whoever_follows_does_not_keep_the_server_from_stopping()
    {
        await using LiveServer server = await LiveServer.StartAsync(Data);
        await using RunningProgram follower =
            RunningProgram.Start(["query", "audit-events", "--own", "--follow", "--format", "ndjson", "--server", server.Address.ToString(), "--key", server.Key]);
        await follower.Output.LineAsync("metalog.start", follower.Limit);
        long told = TimeProvider.System.GetTimestamp();
        (await server.StopAsync()).Succeeded();
        Assert.True(TimeProvider.System.GetElapsedTime(told) < HostTimeOut / 2);
        (await follower.EndAsync()).Failed(3);
    }

    static bool IsUnclean(JsonObject own) => own.Text("action") == "metalog.stop" && (bool?)own["additional_data"]!["clean"] == false;

    /// <summary>What the trail wrote about itself, newest first, without what these tests asked.</summary>
    async Task<IReadOnlyList<JsonObject>> OwnAsync()
    {
        Command query = await Command.MetaLogAsync("query", "audit-events", "--own", "--action", "metalog.*", "--all", "--format", "ndjson", "--data", Data);
        return [.. JsonLines.Parse(query.Succeeded().Output).Where(own => own.Text("action") != "metalog.read")];
    }
}
