namespace MetaLogging.Validation;

/// <summary>An event was refused; nothing of it is kept.</summary>
public sealed class InvalidEventException : Exception
{
    /// <summary>Names every field that is wrong.</summary>
    public InvalidEventException(IReadOnlyList<EventProblem> problems)
        : base(Describe(problems)) => Problems = problems;

    /// <summary>Every field that is wrong; in a batch the fields begin with <c>lines[n].</c>, counted from 1.</summary>
    public IReadOnlyList<EventProblem> Problems { get; }

    static string Describe(IReadOnlyList<EventProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        return string.Join("; ", problems.Take(5).Select(p => $"{(p.Field.Length == 0 ? "the event" : p.Field)} {p.Message}"))
            + (problems.Count > 5 ? $"; and {problems.Count - 5} more" : "");
    }
}
