namespace MetaLogging.Bench;

/// <summary>What is measured together, and written as one section of the results.</summary>
/// <param name="Name">Its name: <c>./bench NAME</c>.</param>
/// <param name="MeasureAsync">Measures and answers the section.</param>
internal sealed record Bench(string Name, Func<BenchRun, Task<string>> MeasureAsync);
