using MetaLogging.Events;
using MetaLogging.Json;
using MetaLogging.Recording;
using MetaLogging.Validation;

namespace MetaLogging.Remote;

/// <summary>
/// A batch as it is sent: an event a line, each with an id. Whether events are right is for the server to say; only what can't be written as JSON at all is found
/// here.
/// </summary>
internal sealed class BatchBody
{
    /// <summary>The most bytes of a batch.</summary>
    public const int MostBytes = 16 << 20;

    /// <summary>The most events of a batch.</summary>
    public const int MostLines = 100_000;

    readonly CanonicalBuffer _json = new();
    readonly List<int> _indexes = [];
    readonly List<RejectedEvent> _unwritten = [];
    readonly HashSet<int> _madeHere = [];

    BatchBody()
    {
    }

    /// <summary>The lines.</summary>
    public ReadOnlyMemory<byte> Lines => _json.WrittenMemory;

    /// <summary>The events that can't be written as JSON.</summary>
    public IReadOnlyList<RejectedEvent> Unwritten => _unwritten;

    /// <summary>What is wrong with them, each field with its line: <c>lines[17].message</c>.</summary>
    public IEnumerable<EventProblem> UnwrittenProblems => _unwritten.SelectMany(
        one => one.Problems.Select(problem => problem with { Field = $"lines[{one.Index + 1}].{problem.Field}" }));

    /// <summary>Writes a batch.</summary>
    /// <param name="ids">Makes the ids of events that have none.</param>
    /// <exception cref="ArgumentException">An event is null, or the batch is too large.</exception>
    public static BatchBody Of(IReadOnlyList<TrailEvent> batch, SentIds ids)
    {
        if (batch.Count > MostLines)
        {
            throw TooLarge($"{batch.Count} events and {MostLines} is the most");
        }

        var body = new BatchBody();
        for (int i = 0; i < batch.Count; i++)
        {
            body.Add(batch[i] ?? throw new ArgumentException("An event of the batch is null.", nameof(batch)), i, ids);
        }

        return body;
    }

    /// <summary>The place in the batch of what stands on a line, which counts from 1; −1 where there is no such line.</summary>
    public int IndexOf(long line) => line >= 1 && line <= _indexes.Count ? _indexes[(int)line - 1] : -1;

    /// <summary>How many events got their id here, without those that were refused.</summary>
    public int CountMadeHere(IEnumerable<RejectedEvent> refused) => _madeHere.Count - refused.Count(one => _madeHere.Contains(one.Index));

    void Add(TrailEvent item, int index, SentIds ids)
    {
        List<EventProblem> problems = SentEvent.FindUnwritable(item);
        if (problems.Count > 0)
        {
            _unwritten.Add(new(index, problems));
            return;
        }

        if (item.Id is null)
        {
            _madeHere.Add(index);
        }

        EventWriter.Write(_json, ids.Give(item));
        _json.Byte((byte)'\n');
        _indexes.Add(index);
        if (_json.Length > MostBytes)
        {
            throw TooLarge($"over {MostBytes} bytes as JSON, which is the most, from the event at {index} on");
        }
    }

    static ArgumentException TooLarge(string how) => new($"The batch has {how}. Record it in several batches.");
}
