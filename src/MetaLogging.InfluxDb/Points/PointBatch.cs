namespace MetaLogging.InfluxDb.Points;

/// <summary>Points as lines, and which sequence each line is of: any run of them is a body of its own. Used again and again. Not thread-safe.</summary>
internal sealed class PointBatch
{
    readonly List<(long Sequence, int End)> _points = [];

    /// <summary>The lines.</summary>
    public LineBuffer Lines { get; } = new();

    public int Count => _points.Count;

    /// <summary>The sequence of one point.</summary>
    public long SequenceAt(int index) => _points[index].Sequence;

    /// <summary>Ends the line that was written, of an entry.</summary>
    public void EndPoint(long sequence)
    {
        Lines.Byte((byte)'\n');
        _points.Add((sequence, Lines.Length));
    }

    /// <summary>Takes back a line that could not be finished.</summary>
    public void TakeBack() => Lines.CutTo(_points.Count == 0 ? 0 : _points[^1].End);

    /// <summary>The lines from one point up to another.</summary>
    public ReadOnlyMemory<byte> Body(int from, int to)
    {
        int start = from == 0 ? 0 : _points[from - 1].End;
        return Lines.Written[start.._points[to - 1].End];
    }

    public void Clear()
    {
        _points.Clear();
        Lines.Clear();
    }
}
