namespace MetaLogging.EndToEnd.Documentation;

/// <summary>A fenced block of a page.</summary>
/// <param name="Page">The page, from the repository's folder.</param>
/// <param name="Line">The line of its first fence, from 1.</param>
/// <param name="Language">The first word behind the fence.</param>
/// <param name="FileName">The second: the block is a file of this name. Null: it is none.</param>
/// <param name="Lines">What stands between the fences.</param>
internal sealed record Block(string Page, int Line, string Language, string? FileName, IReadOnlyList<string> Lines)
{
    /// <summary>The README and every page under <c>docs</c>.</summary>
    public static IReadOnlyList<string> Pages { get; } =
    [
        "README.md",
        .. Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md", SearchOption.AllDirectories)
            .Select(p => Path.GetRelativePath(Repository.Root, p).Replace('\\', '/')).Order(StringComparer.Ordinal),
    ];

    /// <summary>What stands between the fences, as a file has it.</summary>
    public string Text => string.Concat(Lines.Select(line => line + "\n"));

    public static IReadOnlyList<Block> Of(string page)
    {
        List<Block> blocks = [];
        string[] lines = File.ReadAllLines(Repository.PathOf(page));
        for (int i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith("```", StringComparison.Ordinal))
            {
                continue;
            }

            int end = Array.IndexOf(lines, "```", i + 1);
            if (end < 0)
            {
                throw new FormatException($"{page}:{i + 1}: the block has no end.");
            }

            string[] words = lines[i][3..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            blocks.Add(new(page, i + 1, words.FirstOrDefault() ?? "", words.ElementAtOrDefault(1), lines[(i + 1)..end]));
            i = end;
        }

        return blocks;
    }

}
