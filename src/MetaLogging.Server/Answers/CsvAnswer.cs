using MetaLogging.Events;
using MetaLogging.Server.Output;

namespace MetaLogging.Server.Answers;

/// <summary>Comma-separated values with a line of headings; every member is a column.</summary>
internal sealed class CsvAnswer<T>(DataOutput output, IReadOnlyList<Column<Recorded<T>>> columns) : IAnswer<T>
    where T : TrailEvent
{
    bool _hasHeadings;

    /// <inheritdoc/>
    public void Add(IReadOnlyList<Recorded<T>> page)
    {
        if (!_hasHeadings)
        {
            Csv.WriteRow(output, columns.Select(column => new Cell(column.Name, false)));
            _hasHeadings = true;
        }

        foreach (Recorded<T> item in page)
        {
            Csv.WriteRow(output, columns.Select(column => column.Read(item)));
        }
    }

    /// <inheritdoc/>
    public void End() => Add([]);
}
