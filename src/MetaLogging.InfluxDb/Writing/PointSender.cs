using MetaLogging.InfluxDb.Http;
using MetaLogging.InfluxDb.Points;
using MetaLogging.Stores;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace MetaLogging.InfluxDb.Writing;

/// <summary>
/// Brings batches of points to the server, whatever it answers: the same again where it could not, halves of what is too much, and halves of
/// halves down to the points that it refuses, which are set aside. Sending a point again is harmless, as it is merged into itself.
/// Thread-safe.
/// </summary>
internal sealed class PointSender(IInfluxDatabase database, TimeProvider time, TimeSpan settling, ILogger logger)
{
    /// <summary>So many points that are all refused are no poison: the database is set up wrongly for them.</summary>
    const int MostPoison = 32;

    /// <summary>A server that asks for longer is asked again then.</summary>
    static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(5);

    readonly ResiliencePipeline<WriteAnswer> _patience = new ResiliencePipelineBuilder<WriteAnswer> { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions<WriteAnswer>
        {
            ShouldHandle = new PredicateBuilder<WriteAnswer>().HandleResult(answer => answer is { Outcome: WriteOutcome.NotNow, RetryAfter: null, IsUnknown: false }),
            MaxRetryAttempts = 2,
            Delay = TimeSpan.FromMilliseconds(100),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
        })
        .Build();

    readonly Lock _lock = new();
    DateTimeOffset _restUntil = DateTimeOffset.MinValue;
    DateTimeOffset _unknownUntil = DateTimeOffset.MinValue;
    long _beyondRetention;

    /// <summary>How many points were older than the server keeps any, since the store was opened.</summary>
    public long BeyondRetention => Interlocked.Read(ref _beyondRetention);

    /// <summary>Whether no write is under way whose outcome is not known.</summary>
    public bool IsSettled => _unknownUntil <= time.GetUtcNow();

    /// <summary>Sends a batch, and answers which entries the server refuses, with the reason.</summary>
    /// <exception cref="StoreException">It could not be sent; some of its points may be stored.</exception>
    public async Task<IReadOnlyList<SetAside>> SendAsync(PointBatch batch, CancellationToken cancellationToken)
    {
        List<SetAside> refused = [];
        await SendAsync(batch, 0, batch.Count, refused, cancellationToken).ConfigureAwait(false);
        return refused;
    }

    /// <summary>Says that writes of another process may still be under way.</summary>
    public void NoteUnknown()
    {
        lock (_lock)
        {
            _unknownUntil = time.GetUtcNow() + settling;
        }
    }

    /// <summary>
    /// Waits until no write is under way whose outcome is not known: one that was sent before and is carried out late would bring back what
    /// is erased in between.
    /// </summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        TimeSpan left = _unknownUntil - time.GetUtcNow();
        if (left > TimeSpan.Zero)
        {
            LogMessages.Settling(logger, left);
            await Task.Delay(left, time, cancellationToken).ConfigureAwait(false);
        }
    }

    async Task SendAsync(PointBatch batch, int from, int to, List<SetAside> refused, CancellationToken cancellationToken)
    {
        WriteAnswer answer = await WriteAsync(batch.Body(from, to), cancellationToken).ConfigureAwait(false);
        switch (answer.Outcome)
        {
            case WriteOutcome.Stored:
                break;
            case WriteOutcome.BeyondRetention:
                long dropped = answer.Dropped ?? to - from;
                Interlocked.Add(ref _beyondRetention, dropped);
                LogMessages.BeyondRetention(logger, dropped);
                break;
            case WriteOutcome.TooMuch when to - from > 1:
                await SendHalvesAsync(batch, from, to, refused, cancellationToken).ConfigureAwait(false);
                break;
            case WriteOutcome.TooMuch:
                refused.Add(new(batch.SequenceAt(from), batch.SequenceAt(from) + 1, "The server takes no body as large as this point (max-body-size)."));
                break;
            case WriteOutcome.Refused when answer.Dropped == to - from && IsMuch(batch, from, to):
                throw RefusesAll(answer.Words);
            case WriteOutcome.Refused when to - from > 1:
                await SendHalvesAsync(batch, from, to, refused, cancellationToken).ConfigureAwait(false);
                if (IsMuch(batch, from, to) && refused.Count == to - from)
                {
                    throw RefusesAll(answer.Words);
                }

                break;
            case WriteOutcome.Refused:
                refused.Add(new(batch.SequenceAt(from), batch.SequenceAt(from) + 1, $"The server refuses the point ({answer.Words})."));
                break;
            case WriteOutcome.SetUpWrongly:
                throw InfluxFailure.OfWrite(database.Server, answer.Words);
            default:
                throw InfluxFailure.NotNow(database.Server, answer.Words);
        }
    }

    /// <summary>Whether it is a whole batch, and no small one: neighbours in one whose others are taken are poison, however many they are.</summary>
    static bool IsMuch(PointBatch batch, int from, int to) => from == 0 && to == batch.Count && to >= MostPoison;

    async Task SendHalvesAsync(PointBatch batch, int from, int to, List<SetAside> refused, CancellationToken cancellationToken)
    {
        int middle = from + ((to - from) / 2);
        await SendAsync(batch, from, middle, refused, cancellationToken).ConfigureAwait(false);
        await SendAsync(batch, middle, to, refused, cancellationToken).ConfigureAwait(false);
    }

    async Task<WriteAnswer> WriteAsync(ReadOnlyMemory<byte> lines, CancellationToken cancellationToken)
    {
        TimeSpan rest = _restUntil - time.GetUtcNow();
        if (rest > TimeSpan.Zero)
        {
            await Task.Delay(rest, time, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            WriteAnswer answer = await _patience.ExecuteAsync(
                async token => await database.WriteAsync(lines, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            Remember(answer);
            return answer;
        }
        catch (OperationCanceledException)
        {
            NoteUnknown();
            throw;
        }
    }

    void Remember(WriteAnswer answer)
    {
        if (answer.IsUnknown)
        {
            NoteUnknown();
        }

        if (answer is { Outcome: WriteOutcome.NotNow, RetryAfter: { } asked })
        {
            lock (_lock)
            {
                _restUntil = time.GetUtcNow() + (asked < LongestRest ? asked : LongestRest);
            }
        }
    }

    StoreException RefusesAll(string words) => new(
        $"{database.Server} refuses every point ({words}). Its measurements audit_events, failed_logins and system_events must be this program's alone: "
        + "use another database, or drop those and run: metalog rebuild --store influxdb");
}
