using System.Globalization;
using System.Threading.Channels;
using MetaLogging.Events;
using MetaLogging.Recording;
using MetaLogging.Validation;

namespace MetaLogging.Import;

/// <summary>Records batches one after another while the next are being read, and counts what became of them.</summary>
internal sealed class BatchRecorder
{
    readonly IAuditTrail _trail;
    readonly BatchOptions _options;
    readonly ImportTally _tally;
    readonly string _file;
    readonly CancellationToken _cancellationToken;
    readonly Channel<LineBatch> _batches = Channel.CreateBounded<LineBatch>(
        new BoundedChannelOptions(2) { SingleReader = true, SingleWriter = true });

    readonly Task _recording;

    public BatchRecorder(IAuditTrail trail, OnError onError, string file, ImportTally tally, CancellationToken cancellationToken)
    {
        _trail = trail;
        _options = new BatchOptions { ConflictIsDuplicate = true, SkipInvalid = onError == OnError.Skip };
        _file = file;
        _tally = tally;
        _cancellationToken = cancellationToken;
        _recording = Task.Run(RecordAllAsync, CancellationToken.None);
    }

    /// <summary>Hands a batch in; waits while two are before it. Throws what recording threw.</summary>
    public async ValueTask AddAsync(LineBatch batch)
    {
        try
        {
            await _batches.Writer.WriteAsync(batch, _cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            await _recording.ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Waits until all that was handed in is recorded. Throws what recording threw.</summary>
    public Task CompleteAsync()
    {
        _batches.Writer.TryComplete();
        return _recording;
    }

    async Task RecordAllAsync()
    {
        try
        {
            await foreach (LineBatch batch in _batches.Reader.ReadAllAsync(_cancellationToken).ConfigureAwait(false))
            {
                await RecordAsync(batch).ConfigureAwait(false);
            }
        }
        finally
        {
            _batches.Writer.TryComplete();
        }
    }

    async Task RecordAsync(LineBatch batch)
    {
        try
        {
            Count(batch, await _trail.RecordAsync(batch.Events, _options, _cancellationToken).ConfigureAwait(false));
        }
        catch (InvalidEventException e) when (FindFirst(e.Problems) is var first && first < batch.Events.Count)
        {
            // The batch was refused as a whole; what stands before the bad line is kept as if the batch had ended there.
            if (first > 0)
            {
                LineBatch before = new();
                before.Events.AddRange(batch.Events.Take(first));
                before.Lines.AddRange(batch.Lines.Take(first));
                Count(before, await _trail.RecordAsync(before.Events, _options, _cancellationToken).ConfigureAwait(false));
            }

            string problem = RejectedLine.Describe([.. ProblemsOf(first, e.Problems)]);
            throw new ImportException(_file, batch.Lines[first], problem, _tally.Recorded, _tally.AlreadyThere, e);
        }
    }

    void Count(LineBatch batch, BatchReceipt receipt)
    {
        HashSet<int> rejected = [];
        foreach (RejectedEvent refused in receipt.Rejected)
        {
            rejected.Add(refused.Index);
            _tally.AddRejectedInRecording(new(batch.Lines[refused.Index], refused.Problems));
        }

        for (int i = 0; i < batch.Events.Count; i++)
        {
            if (rejected.Count == 0 || !rejected.Contains(i))
            {
                _tally.AddEvent(batch.Events[i]);
            }
        }

        _tally.AddReceipt(receipt.Accepted, receipt.Duplicates);
    }

    /// <summary>The zero-based place of the first event that has a problem; <see cref="int.MaxValue"/> where none is named.</summary>
    static int FindFirst(IReadOnlyList<EventProblem> problems) =>
        problems.Select(problem => PlaceOf(problem.Field)).DefaultIfEmpty(int.MaxValue).Min();

    static IEnumerable<EventProblem> ProblemsOf(int place, IReadOnlyList<EventProblem> problems) => problems
        .Where(problem => PlaceOf(problem.Field) == place)
        .Select(problem => problem with { Field = WithoutPlace(problem.Field) });

    static string WithoutPlace(string field) => field[(field.IndexOf(']', StringComparison.Ordinal) + 1)..].TrimStart('.');

    /// <summary>Fields of a batch's problems begin with <c>lines[n]</c>, counted from 1.</summary>
    static int PlaceOf(string field)
    {
        const string Beginning = "lines[";
        int close = field.IndexOf(']', StringComparison.Ordinal);
        if (close < 0 || !field.StartsWith(Beginning, StringComparison.Ordinal))
        {
            return int.MaxValue;
        }

        ReadOnlySpan<char> digits = field.AsSpan(Beginning.Length, close - Beginning.Length);
        bool isNumber = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        return isNumber && number > 0 ? number - 1 : int.MaxValue;
    }
}
