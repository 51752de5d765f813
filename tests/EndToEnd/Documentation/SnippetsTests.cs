using Xunit;

namespace MetaLogging.EndToEnd.Documentation;

/// <summary>C# on a page is cut from <c>tests/EndToEnd/Documentation/Snippets</c>, where it is compiled and run.</summary>
public sealed class SnippetsTests
{
    public static TheoryData<string> Pages => [.. Block.Pages.Where(p => Block.Of(p).Any(b => b.Language == "csharp"))];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_snippet_of_a_page_stands_in_code_that_is_compiled_and_run(string page)
    {
        string folder = Repository.PathOf("tests", "EndToEnd", "Documentation", "Snippets");
        List<string> sources = [.. Directory.EnumerateFiles(folder, "*.cs").Select(f => Flat(File.ReadLines(f)))];
        foreach (Block block in Block.Of(page).Where(b => b.Language == "csharp"))
        {
            string snippet = Flat(block.Lines);
            Assert.True(
                sources.Exists(s => s.Contains(snippet, StringComparison.Ordinal)),
                $"{block.Page}:{block.Line}: this is not found in {Path.GetRelativePath(Repository.Root, folder)}:\n{snippet}");
        }
    }

    /// <summary>The lines without the indentation, which differs between a page and a method.</summary>
    static string Flat(IEnumerable<string> lines) =>
        string.Concat(lines.Select(l => l.Trim()).Where(l => l.Length > 0).Select(l => l + "\n"));
}
