using System.Text;
using System.Text.Json.Nodes;

namespace MetaLogging.Api.Tests.Hostile;

public sealed class HostileRequestsTests(ITestOutputHelper output)
{
    const int Connections = 8;
    const int EachConnection = 2600;

    [Fact]
    public async Task Twenty_thousand_hostile_requests_get_their_answers_and_none_is_an_inner_failure()
    {
        int seed = int.TryParse(Environment.GetEnvironmentVariable("METALOG_SEED"), out int wanted) ? wanted : Random.Shared.Next();
        output.WriteLine($"METALOG_SEED={seed}");
        await using RunningServer server = await RunningServer.StartAsync();
        Client owner = server.Owner();
        (await owner.PostLinesAsync("/api/v1/audit-events", Enumerable.Repeat(Some.Audit, 20))).Is(201);
        string cursor = (await owner.GetAsync("/api/v1/audit-events?limit=2")).Json["next_cursor"]!.GetValue<string>();
        ApiDescription description = new((await server.With(null).GetAsync("/openapi/v1.json")).Json);
        Assert.True(description.Operations.Count >= 15);
        Client[] victims = [.. await Task.WhenAll(Enumerable.Range(0, Connections).Select(i => server.WithNewKeyAsync("read write manage", i % 2 == 0 ? null : "north")))];
        int[] statuses = new int[600];
        string[] failures = await Task.WhenAll(victims.Select((victim, i) => Task.Run(() => AttackAsync(server, new(description, victim.Key!, cursor, seed + i), statuses))));
        output.WriteLine(string.Join(' ', statuses.Select((count, status) => (count, status)).Where(one => one.count > 0).Select(one => $"{one.status}: {one.count}")));
        Assert.True(failures.All(failure => failure.Length == 0), $"METALOG_SEED={seed}\n{string.Join('\n', failures)}");
        Assert.Equal(Connections * EachConnection, statuses.Sum());
        Assert.True(statuses[200] > 1000 && statuses[201] > 300 && statuses[400] > 5000, "The requests are too wild to say anything.");
        (await owner.GetAsync("/readyz")).Is(200);
        (await owner.PostAsync("/api/v1/audit-events", Some.Audit)).Is(201);
        Assert.Null((await owner.GetAsync("/api/v1/status")).Json["stores"]![0]!["problem"]);
        Assert.Empty((await owner.GetAsync("/api/v1/status")).Json["stores"]![0]!["set_aside"]!.AsArray());
    }

    /// <summary>Sends them one after another, and answers what went wrong; empty where nothing did.</summary>
    static async Task<string> AttackAsync(RunningServer server, HostileRequests requests, int[] statuses)
    {
        RawConnection connection = await RawConnection.OpenAsync(server);
        for (int i = 0; i < EachConnection; i++)
        {
            byte[] request = requests.Next(out bool isHead);
            Answer? answer;
            try
            {
                await connection.SendAsync(request);
                answer = await connection.ReadAsync(isHead);
            }
            catch (Exception e) when (e is System.Net.Sockets.SocketException or EndOfStreamException)
            {
                answer = null;
            }

            if (answer is null)
            {
                return $"no answer to:\n{Shown(request)}";
            }

            Interlocked.Increment(ref statuses[answer.Status]);
            if (answer.Status >= 500 || answer.Text.Contains("   at ", StringComparison.Ordinal) || (answer.Status >= 400 && server.HoldsSecret(answer.Text)))
            {
                return $"{answer.Status} {answer.Text}\nto:\n{Shown(request)}";
            }

            if (answer.Status == 201 && answer.Text.Contains("\"secret\"", StringComparison.Ordinal))
            {
                server.Keep(JsonNode.Parse(answer.Text)!["secret"]!.GetValue<string>());
            }

            if (answer.Header("Connection") == "close")
            {
                connection.Dispose();
                connection = await RawConnection.OpenAsync(server);
            }
        }

        connection.Dispose();
        return "";
    }

    static string Shown(byte[] request)
    {
        string text = Encoding.Latin1.GetString(request, 0, Math.Min(request.Length, 4000));
        return System.Text.RegularExpressions.Regex.Replace(text, "mlk_[0-9a-f]{16}_[A-Za-z0-9_-]{43}", "KEY");
    }
}
