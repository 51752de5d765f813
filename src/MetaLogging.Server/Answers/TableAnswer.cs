using MetaLogging.Events;
using MetaLogging.Server.Output;

namespace MetaLogging.Server.Answers;

/// <summary>A table for people: the columns that tell most, each event on one line.</summary>
internal sealed class TableAnswer<T>(DataOutput output, IReadOnlyList<Column<Recorded<T>>> columns) : IAnswer<T>
    where T : TrailEvent
{
    readonly TextTable _table = new(output, [.. columns.Select(column => column.Name)]);

    /// <inheritdoc/>
    public void Add(IReadOnlyList<Recorded<T>> page) =>
        _table.Add([.. page.Select(item => (IReadOnlyList<string>)[.. columns.Select(column => VisibleText.Of(column.Read(item).Value))])]);

    /// <inheritdoc/>
    public void End() => _table.Add([]);
}
