using Xunit;

namespace MetaLogging.EndToEnd.Documentation;

/// <summary>Every command that the README and the pages show is run as written, page by page, and answers what they show.</summary>
public sealed class ShownCommandsTests
{
    public static TheoryData<string> Pages => [.. Block.Pages.Where(p => ShownStep.Of(p).OfType<ShownCommand>().Any())];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task The_commands_of_a_page_run_as_written_and_answer_what_it_shows(string page)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The commands are written for bash.");
        await using PageShell? shell = await PageShell.OpenAsync();
        Assert.SkipWhen(shell is null, "Port 8420, which the pages name, is taken. Stop the server that runs there, or run the tests as root.");
        foreach (ShownStep step in ShownStep.Of(page))
        {
            await shell.DoAsync(step);
        }

        await shell.EndAsync();
    }

    [Theory]
    [InlineData("12 entries\n", true)]
    [InlineData("12 entries in 3 s\nmore\n", false)]
    [InlineData("13 entries\n", false)]
    [InlineData("", false)]
    public void A_shown_answer_stands_for_itself(string actual, bool matches) =>
        Assert.Equal(matches, new ShownCommand("", "", ["12 entries"]).Matches(actual));

    [Theory]
    [InlineData("first\n12 entries in 3.4 s\n", true)]
    [InlineData("first\nsecond\nthird\n12 entries in 0 s\n", true)]
    [InlineData("12 entries in 0 s\n", false)]
    [InlineData("first\n12 entries\n", false)]
    public void An_ellipsis_stands_for_any_lines_or_for_any_text_of_a_line(string actual, bool matches) =>
        Assert.Equal(matches, new ShownCommand("", "", ["first", "…", "12 entries in … s"]).Matches(actual));

    [Theory]
    [InlineData("", false, false)]
    [InlineData("opening\n", false, false)]
    [InlineData("opening\nListening on 1\n", true, false)]
    [InlineData("opening\nListening on 1\na first event\n", true, true)]
    [InlineData("opening\nListening on 1\na line of the log\na first event\n", true, true)]
    [InlineData("Listening on 1\na first event\nmore\n", true, true)]
    public void A_command_that_keeps_running_has_begun_with_its_first_line_and_may_go_on_behind_the_last(string soFar, bool begun, bool come)
    {
        ShownCommand shown = new("", "", ["…", "Listening on …", "a … event"]) { KeepsRunning = true };
        Assert.Equal((begun, come), (shown.HasBegun(soFar), shown.HasCome(soFar)));
    }
}
