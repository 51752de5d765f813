using MetaLogging.Events;
using MetaLogging.Json;
using MetaLogging.Validation;

namespace MetaLogging.Import;

/// <summary>Reads one event a line. A line that names an id keeps it; the id of any other is derived from the line.</summary>
internal sealed class NdjsonInterpreter(InstallationKey key) : ILineInterpreter
{
    readonly DerivedIds _ids = new(key, "ndjson"u8);
    List<EventProblem> _problems = [];

    public LineOutcome Read(ReadOnlySpan<byte> line)
    {
        if (!EventReader.TryRead(line, null, _problems, out TrailEvent? item) || item is null)
        {
            List<EventProblem> problems = _problems;
            _problems = [];
            return LineOutcome.Rejected(problems);
        }

        return LineOutcome.Of(item.Id is null ? item with { Id = _ids.Next(line, null) } : item);
    }

    public void Dispose() => _ids.Dispose();
}
