using MetaLogging.Validation;

namespace MetaLogging.Import;

/// <summary>A bad line: one that is no text, or whose event is wrong.</summary>
/// <param name="Line">Its number, from 1.</param>
/// <param name="Problems">What is wrong; at least one.</param>
public sealed record RejectedLine(long Line, IReadOnlyList<EventProblem> Problems)
{
    /// <summary><c>line 17: ip_address is not an IPv4 or IPv6 address</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"line {Line}: {Describe(Problems)}");

    internal static string Describe(IReadOnlyList<EventProblem> problems) =>
        string.Join("; ", problems.Select(p => p.Field.Length == 0 ? p.Message : $"{p.Field} {p.Message}"));
}
