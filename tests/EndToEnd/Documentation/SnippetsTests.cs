using Xunit;

namespace MetaLogging.EndToEnd.Documentation;

/// <summary>C# on a page is cut from a folder <c>Snippets</c> of the tests, from <c>samples</c>, or from their tests: it is compiled and run there.</summary>
public sealed class SnippetsTests
{
    public static TheoryData<string> Pages => [.. Block.Pages.Where(p => Block.Of(p).Any(b => IsSnippet(b)))];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_snippet_of_a_page_stands_in_code_that_is_compiled_and_run(string page)
    {
        List<string> sources = [.. Sources().Select(f => Flat(File.ReadLines(f)))];
        foreach (Block block in Block.Of(page).Where(IsSnippet))
        {
            string snippet = Flat(block.Lines);
            Assert.True(
                sources.Exists(s => s.Contains(snippet, StringComparison.Ordinal)),
                $"{block.Page}:{block.Line}: this is not found in any of {string.Join(", ", Sources().Select(f => Path.GetRelativePath(Repository.Root, f)))}:\n{snippet}");
        }
    }

    /// <summary>A whole file is compiled as such, in an application of its own.</summary>
    static bool IsSnippet(Block block) => block is { Language: "csharp", FileName: null };

    static IEnumerable<string> Sources() =>
    [
        .. Directory.EnumerateDirectories(Repository.PathOf("tests"), "Snippets", SearchOption.AllDirectories).SelectMany(f => Directory.EnumerateFiles(f, "*.cs")),
        .. Directory.EnumerateDirectories(Repository.PathOf("samples")).SelectMany(f => Directory.EnumerateFiles(f, "*.cs")),
        .. Directory.EnumerateFiles(Repository.PathOf("tests", "MetaLogging.Testing.Tests"), "*.cs"),
    ];

    /// <summary>The lines without the indentation, which differs between a page and a method.</summary>
    static string Flat(IEnumerable<string> lines) =>
        string.Concat(lines.Select(l => l.Trim()).Where(l => l.Length > 0).Select(l => l + "\n"));
}
