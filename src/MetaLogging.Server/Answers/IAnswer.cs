using MetaLogging.Events;

namespace MetaLogging.Server.Answers;

/// <summary>Writes the events of a query in one format, page by page.</summary>
internal interface IAnswer<T>
    where T : TrailEvent
{
    /// <summary>Writes the events of a page.</summary>
    void Add(IReadOnlyList<Recorded<T>> page);

    /// <summary>Writes what stands behind the last event. An answer that fails midway is not ended.</summary>
    void End();
}
