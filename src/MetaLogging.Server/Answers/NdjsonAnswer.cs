using System.Buffers;
using MetaLogging.Events;
using MetaLogging.Server.Output;

namespace MetaLogging.Server.Answers;

/// <summary>One JSON object a line.</summary>
internal sealed class NdjsonAnswer<T>(DataOutput output) : IAnswer<T>
    where T : TrailEvent
{
    readonly ItemLine<T> _item = new();

    /// <inheritdoc/>
    public void Add(IReadOnlyList<Recorded<T>> page)
    {
        foreach (Recorded<T> item in page)
        {
            output.WriteJson(_item.Of(item));
            output.Write("\n"u8);
        }
    }

    /// <inheritdoc/>
    public void End()
    {
    }
}
