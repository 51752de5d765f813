using MetaLogging.Events;
using MetaLogging.Server.Output;

namespace MetaLogging.Server.Answers;

/// <summary>The columns of one kind of event.</summary>
/// <param name="All">Every member, for csv.</param>
/// <param name="Chosen">What a person looks for first, for a table.</param>
internal sealed record Columns<T>(IReadOnlyList<Column<Recorded<T>>> All, IReadOnlyList<Column<Recorded<T>>> Chosen)
    where T : TrailEvent;
