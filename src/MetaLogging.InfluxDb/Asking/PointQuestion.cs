using MetaLogging.InfluxDb.Points;

namespace MetaLogging.InfluxDb.Asking;

/// <summary>Which points of one measurement are meant.</summary>
/// <param name="Table">The measurement.</param>
/// <param name="Origins">The values of the tag <c>origin</c>, at least one.</param>
/// <param name="Start">The earliest point time in nanoseconds, inclusive; see <see cref="PointTime"/>.</param>
/// <param name="End">The latest, exclusive.</param>
/// <param name="Conditions">All must hold.</param>
internal sealed record PointQuestion(
    PointTable Table, IReadOnlyList<string> Origins, long Start, long End, IReadOnlyList<Condition> Conditions)
{
    /// <summary>The same with one more condition.</summary>
    public PointQuestion And(Condition condition) => this with { Conditions = [.. Conditions, condition] };
}
