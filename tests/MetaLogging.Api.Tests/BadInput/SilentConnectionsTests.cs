using System.Diagnostics;

namespace MetaLogging.Api.Tests.BadInput;

[Collection(Alone.Name)]
public sealed class SilentConnectionsTests
{
    [Fact]
    public async Task Five_hundred_connections_that_say_nothing_keep_nobody_from_being_served()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        List<RawConnection> silent = [];
        try
        {
            for (int i = 0; i < 500; i++)
            {
                silent.Add(await RawConnection.OpenAsync(server));
            }

            for (int i = 0; i < 100; i++)
            {
                await silent[i].SendAsync("GET /healthz HT");
                await silent[100 + i].SendAsync($"POST /api/v1/audit-events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {server.Key}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n");
            }

            Stopwatch watch = Stopwatch.StartNew();
            for (int i = 0; i < 100; i++)
            {
                (await server.Owner().PostAsync("/api/v1/audit-events", Some.Audit)).Is(201);
                (await server.Owner().GetAsync("/api/v1/audit-events?limit=1")).Is(200);
            }

            Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        }
        finally
        {
            silent.ForEach(connection => connection.Dispose());
        }
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/x-ndjson")]
    public async Task A_body_that_comes_a_byte_at_a_time_is_408_when_its_time_is_over_and_leaves_no_trace(string type)
    {
        await using RunningServer server = await RunningServer.StartAsync(new() { Settings = { ["MetaLogging:Api:BodyTime"] = "00:00:01" } });
        using RawConnection connection = await RawConnection.OpenAsync(server);
        await connection.SendAsync($"POST /api/v1/audit-events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {server.Key}\r\nContent-Type: {type}\r\nContent-Length: {Some.Audit.Length}\r\n\r\n");
        Task<Answer?> reading = connection.ReadAsync();
        using PeriodicTimer second = new(TimeSpan.FromMilliseconds(400));
        for (int i = 0; !reading.IsCompleted && i < Some.Audit.Length - 1; i++)
        {
            await connection.SendAsync(Some.Audit.Substring(i, 1));
            await second.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }

        (await reading)!.IsProblem(408);
        Assert.Empty((await server.Owner().GetAsync("/api/v1/audit-events")).Items);
    }
}
