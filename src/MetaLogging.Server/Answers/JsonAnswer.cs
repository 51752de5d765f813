using System.Buffers;
using MetaLogging.Events;
using MetaLogging.Server.Output;

namespace MetaLogging.Server.Answers;

/// <summary>One JSON array, an item a line.</summary>
internal sealed class JsonAnswer<T>(DataOutput output) : IAnswer<T>
    where T : TrailEvent
{
    readonly ItemLine<T> _item = new();
    bool _hasItems;

    /// <inheritdoc/>
    public void Add(IReadOnlyList<Recorded<T>> page)
    {
        foreach (Recorded<T> item in page)
        {
            output.Write(_hasItems ? ",\n"u8 : "[\n"u8);
            output.WriteJson(_item.Of(item));
            _hasItems = true;
        }
    }

    /// <inheritdoc/>
    public void End() => output.Write(_hasItems ? "\n]\n"u8 : "[]\n"u8);
}
