namespace MetaLogging.Queries;

/// <summary>A query was wrong.</summary>
/// <param name="parameter">The parameter as it is named in the API: <c>start_time</c>.</param>
/// <param name="problem">What is wrong and what would be right: <c>is outside 1 to 1000</c>.</param>
public sealed class InvalidQueryException(string parameter, string problem) : Exception($"{parameter} {problem}")
{
    /// <summary>The parameter.</summary>
    public string Parameter => parameter;

    /// <summary>What is wrong with it.</summary>
    public string Problem => problem;
}
