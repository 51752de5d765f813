using Xunit;

namespace MetaLogging.EndToEnd.Documentation;

/// <summary>Every command that the README and the pages show is run as written, page by page, and answers what they show.</summary>
public sealed class ShownCommandsTests
{
    public static TheoryData<string> Pages => [.. Block.Pages.Where(p => ShownCommand.Of(p).Count > 0)];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task The_commands_of_a_page_run_as_written_and_answer_what_it_shows(string page)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The commands are written for bash.");
        // As the repository looks from inside, with nothing in it but what the commands need: what they write goes away with the folder.
        using TemporaryFolder folder = new();
        foreach (string name in new[] { "run", "docs" })
        {
            File.CreateSymbolicLink(folder.PathOf(name), Repository.PathOf(name));
        }

        foreach (ShownCommand shown in ShownCommand.Of(page))
        {
            // A terminal shows both streams in one; so do the pages.
            Command command = await Command.RunAsync("bash", ["-c", $"{{ {shown.Text}\n}} 2>&1"], folder.FullName);
            Assert.True(command.ExitCode == 0, $"{shown.Place}: exit code {command.ExitCode}\n$ {shown.Text}\n{command.Output}");
            Assert.True(
                shown.Matches(command.Output), $"{shown.Place}: the answer is not what the page shows\n$ {shown.Text}\n{command.Output}");
        }
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
}
