using System.Collections.Concurrent;

namespace MetaLogging.Api.Tests.Hosting;

public sealed class StoppingTests
{
    const string Path = "/api/v1/audit-events";

    [Fact]
    public async Task Nothing_that_was_answered_201_is_missing_after_a_stop_under_load()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("metalog-api-");
        ConcurrentBag<string> acknowledged = [];
        await using (RunningServer server = await RunningServer.StartAsync(new() { Folder = folder.FullName }))
        {
            Task writing = Task.WhenAll(Enumerable.Range(0, 8).Select(async writer =>
            {
                while (true)
                {
                    string[] ids = [.. Enumerable.Range(0, writer % 2 == 0 ? 1 : 50).Select(_ => Guid.NewGuid().ToString())];
                    string[] lines = [.. ids.Select(id => Some.AuditOf("under_load", $",\"id\":\"{id}\""))];
                    try
                    {
                        Answer answer = ids.Length == 1 ? await server.Owner().PostAsync(Path, lines[0]) : await server.Owner().PostLinesAsync(Path, lines);
                        if (answer.Status != 201)
                        {
                            return;
                        }
                    }
                    catch (HttpRequestException)
                    {
                        return;   // it has stopped
                    }

                    Array.ForEach(ids, acknowledged.Add);
                }
            }));
            await Eventually.TrueAsync(() => acknowledged.Count > 500);
            await server.StopAsync();
            await writing;
        }

        await using (RunningServer again = await RunningServer.StartAsync(new() { Folder = folder.FullName }))
        {
            HashSet<string> there = [.. (await again.Owner().StreamAsync($"{Path}?action=under_load")).Lines.Select(item => item["id"]!.GetValue<string>())];
            Assert.Empty(acknowledged.Except(there));
            Assert.True((await again.OwnAsync("metalog.stop"))[^1]["additional_data"]!["clean"]!.GetValue<bool>());
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_wrong_setting_is_named_at_start()
    {
        Microsoft.Extensions.Options.OptionsValidationException refused = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(
            () => RunningServer.StartAsync(new() { Settings = { ["MetaLogging:Api:QueriesPerMinute"] = "0", ["MetaLogging:Api:Jwt:Authority"] = "http://login.example.com" } }));
        foreach (string setting in new[] { "MetaLogging:Api:QueriesPerMinute", "MetaLogging:Api:Jwt:Authority", "MetaLogging:Api:Jwt:Audience" })
        {
            Assert.Contains(refused.Failures, failure => failure.Contains(setting, StringComparison.Ordinal));
        }
    }
}
