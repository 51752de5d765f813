using System.Buffers;
using MetaLogging.Events;
using MetaLogging.Json;

namespace MetaLogging.Server.Answers;

/// <summary>Writes one item after another into the same memory.</summary>
internal sealed class ItemLine<T>
    where T : TrailEvent
{
    readonly ArrayBufferWriter<byte> _json = new(1024);

    /// <summary>The item as JSON on one line, until the next one is asked for.</summary>
    public ReadOnlySpan<byte> Of(Recorded<T> item)
    {
        _json.ResetWrittenCount();
        ItemWriter.Write(item, _json);
        return _json.WrittenSpan;
    }
}
