namespace MetaLogging.Import;

/// <summary>An import stopped. The message names the file, the line and what is wrong with it, and what was recorded before.</summary>
public sealed class ImportException : Exception
{
    internal ImportException(string file, long? line, string problem, long recorded, long alreadyThere, Exception? inner = null)
        : base(Describe(file, line, problem, recorded, alreadyThere), inner)
    {
        File = file;
        Line = line;
        Problem = problem;
        Recorded = recorded;
        AlreadyThere = alreadyThere;
    }

    /// <summary>The name of the log.</summary>
    public string File { get; }

    /// <summary>The line, from 1; null where the log as a whole can't be read.</summary>
    public long? Line { get; }

    /// <summary>What is wrong, a sentence that begins with a verb or a field.</summary>
    public string Problem { get; }

    /// <summary>How many events of the lines before were recorded by this import; they stay.</summary>
    public long Recorded { get; }

    /// <summary>How many events of the lines before were there already.</summary>
    public long AlreadyThere { get; }

    static string Describe(string file, long? line, string problem, long recorded, long alreadyThere)
    {
        string place = line is { } number ? FormattableString.Invariant($"{file}, line {number}: ") : $"{file} ";
        string kept = (recorded, alreadyThere) switch
        {
            (0, 0) => "Nothing of it was recorded.",
            (0, _) => "Nothing new was recorded.",
            _ => FormattableString.Invariant(
                $"{recorded} events of the lines before were recorded and stay; importing it again is safe and adds only the rest."),
        };
        return $"{place}{problem}. {kept}";
    }
}
