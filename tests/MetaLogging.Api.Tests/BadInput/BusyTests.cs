using System.Text;
using MetaLogging.Api.Events;

namespace MetaLogging.Api.Tests.BadInput;

public sealed class BusyTests
{
    const string Path = "/api/v1/audit-events";

    [Fact]
    public async Task A_full_journal_queue_is_503_with_Retry_After_and_what_was_queued_is_kept()
    {
        FailingFiles disk = new();
        await using RunningServer server = await RunningServer.StartAsync(new()
        {
            Files = disk,
            Settings = { ["MetaLogging:Journal:QueueSize"] = $"{1 << 20}", ["MetaLogging:Api:QueueTime"] = "00:00:00.3" },
        });
        Client caller = await server.WithNewKeyAsync("write read");
        byte[] batch = Encoding.UTF8.GetBytes(
            string.Join('\n', Enumerable.Repeat(Some.AuditOf("queued", $",\"additional_data\":{{\"t\":\"{new string('x', 30_000)}\"}}"), 20)));
        Task<Answer>[] sent = [];
        try
        {
            disk.IsStuck = true;
            sent = [.. Enumerable.Range(0, 12).Select(_ => caller.PostAsync(Path, batch, "application/x-ndjson"))];
            await Eventually.TrueAsync(() => sent.Any(one => one.IsCompleted));

            // As large as the others: a small event would still find room, and wait for the disk.
            Answer busy = (await caller.PostAsync(Path, batch, "application/x-ndjson")).IsProblem(503);
            Assert.Equal(("urn:metalog:busy", "1"), (busy.Json["type"]!.GetValue<string>(), busy.Header("Retry-After")));
            (await caller.GetAsync("/healthz")).Is(200);
        }
        finally
        {
            disk.IsStuck = false;   // or the server could never stop
        }

        Answer[] answers = await Task.WhenAll(sent);
        Assert.All(answers, answer => Assert.Contains(answer.Status, (int[])[201, 503]));
        int kept = answers.Count(answer => answer.Status == 201);
        Assert.InRange(kept, 1, 11);
        Assert.Equal(20 * kept, (await caller.GetAsync($"{Path}?action=queued&limit=1&include_total=true")).Json["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task Batches_that_take_all_the_memory_make_further_ones_503_and_give_it_back_when_they_break_off()
    {
        await using RunningServer server = await RunningServer.StartAsync(new() { Settings = { ["MetaLogging:Api:BatchMemory"] = $"{64 << 20}" } });
        byte[] line = Encoding.UTF8.GetBytes(Some.AuditOf("memory", $",\"additional_data\":{{\"t\":\"{new string('x', 60_000)}\"}}") + "\n");
        byte[] most = [.. Enumerable.Repeat(line, 14 * 17).SelectMany(bytes => bytes)];
        List<RawConnection> stalled = [];
        MemoryBudget memory = server.Get<MemoryBudget>();
        for (int i = 1; i <= 2; i++)
        {
            RawConnection connection = await RawConnection.OpenAsync(server);
            stalled.Add(connection);
            await connection.SendAsync(Head(server, most.Length + 10));
            await connection.SendAsync(most);
            await Eventually.TrueAsync(() => memory.Free < (64 << 20) - (2L * i * most.Length));
        }

        Client caller = server.Owner();
        Answer busy = await caller.PostAsync(Path, most, "application/x-ndjson");
        Assert.Equal(("urn:metalog:busy", "1"), (busy.IsProblem(503).Json["type"]!.GetValue<string>(), busy.Header("Retry-After")));
        (await caller.PostAsync(Path, Some.Audit)).Is(201);
        stalled.ForEach(connection => connection.Reset());
        await Eventually.TrueAsync(() => memory.Free == 64 << 20);
        (await caller.PostAsync(Path, most, "application/x-ndjson")).Is(201);
    }

    [Fact]
    public async Task Batches_beyond_those_that_may_arrive_at_a_time_wait_and_beyond_those_are_503()
    {
        await using RunningServer server = await RunningServer.StartAsync(new() { Settings = { ["MetaLogging:Api:ConcurrentBatches"] = "1" } });
        string line = Some.AuditOf("waits") + "\n";
        Task<Answer?>[] answers = [];
        List<RawConnection> arriving = [];
        await Eventually.TrueAsync(async () =>
        {
            RawConnection connection = await RawConnection.OpenAsync(server);
            arriving.Add(connection);
            await connection.SendAsync(Head(server, line.Length) + line[..^1]);
            answers = [.. answers, connection.ReadAsync()];
            return answers.Any(answer => answer.IsCompleted);
        });
        (await (await Task.WhenAny(answers)))!.IsProblem(503);
        for (int i = 0; i < answers.Length; i++)
        {
            await arriving[i].SendAsync("\n");
        }

        Answer?[] all = await Task.WhenAll(answers);
        Assert.Equal(17, all.Count(answer => answer!.Status == 201));
        Assert.All(all, answer => Assert.True(answer!.Status is 201 or 503));
        arriving.ForEach(connection => connection.Dispose());
    }

    static string Head(RunningServer server, int length) =>
        $"POST {Path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {server.Key}\r\nContent-Type: application/x-ndjson\r\nContent-Length: {length}\r\n\r\n";
}
