using System.Text;
using MetaLogging.InfluxDb.Points;

namespace MetaLogging.InfluxDb.Writing;

/// <summary>Writes a point of a small measurement beside the events.</summary>
internal sealed class NoteLine
{
    readonly LineBuffer _line;
    bool _hasField;

    public NoteLine(LineBuffer line, string measurement, string origin)
    {
        _line = line;
        _line.Raw(Encoding.UTF8.GetBytes(measurement));
        _line.Raw(",origin="u8);
        _line.Tag(Encoding.UTF8.GetBytes(origin));
        _line.Byte((byte)' ');
    }

    public NoteLine Integer(string name, long value)
    {
        Begin(name);
        _line.Integer(value);
        return this;
    }

    public NoteLine Boolean(string name, bool value)
    {
        Begin(name);
        _line.Boolean(value);
        return this;
    }

    public NoteLine Text(string name, string value)
    {
        Begin(name);
        _line.Text(Encoding.UTF8.GetBytes(value));
        return this;
    }

    /// <summary>Ends it with its time, to which a number of nanoseconds may be added that makes it unique.</summary>
    public void End(DateTimeOffset time, long nanoseconds = 0)
    {
        _line.Byte((byte)' ');
        _line.Time(((time - DateTimeOffset.UnixEpoch).Ticks * 100) + nanoseconds);
    }

    void Begin(string name)
    {
        if (_hasField)
        {
            _line.Byte((byte)',');
        }

        _hasField = true;
        _line.Raw(Encoding.UTF8.GetBytes(name));
        _line.Byte((byte)'=');
    }
}
