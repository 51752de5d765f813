namespace MetaLogging.EndToEnd.Documentation;

/// <summary>What a page wants done: a file to be there, a command to be run.</summary>
/// <param name="Place">Where it stands: page and line.</param>
internal abstract record ShownStep(string Place)
{
    /// <summary>The steps of a page, in order.</summary>
    /// <remarks>
    /// <c>console</c> blocks have commands behind <c>$ </c>, with their answer below, where a line <c>…</c> stands for any lines and <c>…</c> in a line for any
    /// text; in <c>sh</c> blocks every line is a command; a <c>\</c> at a line's end takes the next one to it.
    /// A <c>terminal</c> block is a terminal of its own: its command keeps running beside the rest of the page, which goes on when the first line below it has
    /// come, and all of it must have come at the page's end; <c>^C</c> above the command ends the one that was started last.
    /// A block with a name behind its language is a file of that name.
    /// </remarks>
    public static IReadOnlyList<ShownStep> Of(string page) => [.. Block.Of(page).SelectMany(Of)];

    static IEnumerable<ShownStep> Of(Block block) => block switch
    {
        { FileName: { } name } => [new ShownFile($"{block.Page}:{block.Line}", name, block.Text)],
        { Language: "console" } => OfConsole(block, keepRunning: false),
        { Language: "terminal" } => OfConsole(block, keepRunning: true),
        { Language: "sh" } => OfScript(block),
        _ => [],
    };

    static IEnumerable<ShownStep> OfScript(Block block)
    {
        for (int at = 0; at < block.Lines.Count; at++)
        {
            string place = PlaceOf(block, at);
            string text = Continued(block, ref at, block.Lines[at]);
            if (text.Length > 0)
            {
                yield return new ShownCommand(place, text, null);
            }
        }
    }

    static IEnumerable<ShownStep> OfConsole(Block block, bool keepRunning)
    {
        int at = 0;
        if (keepRunning && block.Lines[0] == "^C")
        {
            yield return new ShownInterrupt(PlaceOf(block, 0));
            at = 1;
        }

        while (at < block.Lines.Count)
        {
            if (!IsCommand(block.Lines[at]))
            {
                throw new FormatException($"{PlaceOf(block, at)}: a {block.Language} block begins with a command behind \"$ \".");
            }

            string place = PlaceOf(block, at);
            string text = Continued(block, ref at, block.Lines[at][2..]);
            int end = at + 1;
            while (end < block.Lines.Count && !IsCommand(block.Lines[end]))
            {
                end++;
            }

            yield return new ShownCommand(place, text, [.. block.Lines.Skip(at + 1).Take(end - at - 1)]) { KeepsRunning = keepRunning };
            at = end;
        }
    }

    static bool IsCommand(string line) => line.StartsWith("$ ", StringComparison.Ordinal);

    static string Continued(Block block, ref int at, string text)
    {
        while (text.EndsWith('\\'))
        {
            text += "\n" + block.Lines[++at];
        }

        return text;
    }

    static string PlaceOf(Block block, int line) => $"{block.Page}:{block.Line + 1 + line}";
}
