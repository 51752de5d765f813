using System.Diagnostics;
using System.Text.RegularExpressions;
using MetaLogging.EndToEnd.Documentation;
using Xunit;

namespace MetaLogging.EndToEnd.Server;

public sealed partial class AnswersTests
{
    [Theory]
    [InlineData("/healthz")]
    [InlineData("/nothing")]
    [InlineData("/api/v1/summary")]
    public async Task An_answer_ends_with_a_line_end_so_that_a_prompt_stands_on_its_own_line(string path) =>
        await AskAsync(path, answer => Assert.EndsWith("}\n", answer, StringComparison.Ordinal));

    [Fact]
    public async Task The_pages_that_show_the_API_talk_to_this_server_alone() => await AskAsync("/docs/", page =>
    {
        Assert.Contains("\"telemetry\":false", page, StringComparison.Ordinal);
        Assert.Contains("\"showDeveloperTools\":\"never\"", page, StringComparison.Ordinal);
        Assert.Contains("\"agent\":{\"disabled\":true}", page, StringComparison.Ordinal);
        Assert.DoesNotMatch("(src|href)=\"(https?:)?//", page);
    });

    static async Task AskAsync(string path, Action<string> check)
    {
        using TemporaryFolder folder = new();
        ProcessStartInfo start = new("bash", ["-c", $"exec '{Repository.PathOf("run")}' serve --data data --urls http://127.0.0.1:0 2>&1"])
        {
            WorkingDirectory = folder.FullName,
        };
        Command.ForgetVariables(start);
        await using RunningCommand server = new(new("the server", "serve", ["…", "metalog: Listening on …"]), start);
        await server.WaitForBeginningAsync();
        using HttpClient http = new() { BaseAddress = new Uri(Address().Match(server.Said).Groups["address"].Value) };
        using HttpResponseMessage answer = await http.GetAsync(path, TestContext.Current.CancellationToken);
        check(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        await server.EndAsync("TERM");
    }

    [GeneratedRegex("metalog: Listening on (?<address>[^,]+),")]
    private static partial Regex Address();
}
