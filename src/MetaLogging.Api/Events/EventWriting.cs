using System.Buffers;
using System.Threading.RateLimiting;
using MetaLogging.Api.Access;
using MetaLogging.Api.Configuration;
using MetaLogging.Api.Description;
using MetaLogging.Api.Problems;
using MetaLogging.Api.Queries;
using MetaLogging.Api.Routing;
using MetaLogging.Events;
using MetaLogging.Recording;
using MetaLogging.Validation;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace MetaLogging.Api.Events;

/// <summary>The routes that record: one event, or a batch.</summary>
internal sealed class EventWriting : IApiRoutes, IDisposable
{
    readonly AuditTrail _trail;
    readonly ApiOptions _options;
    readonly TimeProvider _time;
    readonly MemoryBudget _memory;
    readonly ConcurrencyLimiter _batches;

    public EventWriting(AuditTrail trail, IOptions<ApiOptions> options, TimeProvider time, MemoryBudget memory)
    {
        _trail = trail;
        _options = options.Value;
        _time = time;
        _memory = memory;
        _batches = new(new()
        {
            PermitLimit = _options.ConcurrentBatches,
            QueueLimit = _options.ConcurrentBatches * 16,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
    }

    /// <inheritdoc/>
    public IEnumerable<ApiRoute> Routes =>
    [
        Route("/api/v1/audit-events", EventKind.AuditEvent),
        Route("/api/v1/failed-logins", EventKind.FailedLogin),
        Route("/api/v1/system-events", EventKind.SystemEvent),
        Route("/api/v1/events", null),
    ];

    /// <inheritdoc/>
    public void Dispose() => _batches.Dispose();

    ApiRoute Route(string pattern, EventKind? kind) =>
        new("POST", pattern, Permissions.Write, request => BodyEncoding.IsBatch(request.Http.Request)
            ? RecordBatchAsync(request, kind)
            : RecordOneAsync(request, kind))
        {
            Description = RouteDescriptions.Writing(kind),
        };

    async Task RecordOneAsync(ApiRequest request, EventKind? kind)
    {
        new QueryParameters(request.Http.Request.Query).RequireNoOthers();
        EventIntake intake = _trail.Begin(request.Caller.Recorder, BatchOptions.Strict);
        bool isHandedOver = false;
        try
        {
            EventKind? taken = await ReadOneAsync(request, intake, kind).ConfigureAwait(false);
            isHandedOver = true;
            RecordingOutcome outcome = (await RecordAsync(intake, request).ConfigureAwait(false))[0];
            switch (outcome.State)
            {
                case RecordingState.Invalid:
                    throw new ProblemException(Refuse(outcome.Problems!));
                case RecordingState.Conflict:
                    throw new ProblemException(Refusals.Conflict([ConflictOf(outcome)], outcome.ConflictingFields));
                default:
                    await ReceiptJson.WriteAsync(request.Http.Response, outcome, _trail.Origin, taken).ConfigureAwait(false);
                    break;
            }
        }
        finally
        {
            if (!isHandedOver)
            {
                _trail.Discard(intake);
            }
        }
    }

    /// <summary>Takes the one event and answers its kind, where it could be read.</summary>
    async Task<EventKind?> ReadOneAsync(ApiRequest request, EventIntake intake, EventKind? kind)
    {
        const int Room = EventValidator.LongestEvent + 1;
        using BodyDeadline deadline = new(_options.BodyTime, _time, request.Aborted);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Room);
        int length = 0;
        try
        {
            Stream body = BodyEncoding.Unpack(request.Http.Request);
            while (length < Room)
            {
                int read = await deadline.ReadAsync(token => body.ReadAsync(buffer.AsMemory(length, Room - length), token)).ConfigureAwait(false);
                if (read == 0)
                {
                    break;
                }

                length += read;
            }

            if (length == Room)
            {
                throw new ProblemException(
                    Refusals.TooLarge("An event has at most 64 KiB as JSON. Move large values out of additional_data.") with { Errors = [new("", ProblemText.TooLong)] });
            }

            intake.Add(buffer.AsSpan(0, length), kind);
            return intake.LastKind;
        }
        catch (Exception e) when (BodyEncoding.IsBroken(e))
        {
            throw new ProblemException(Refusals.BadInput([new("", "can't be unpacked: it is damaged, or was cut off")]));
        }
        finally
        {
            buffer.AsSpan(0, length).Clear();   // it held personal data
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    async Task RecordBatchAsync(ApiRequest request, EventKind? kind)
    {
        BatchOptions options = ReadOptions(request);
        using RateLimitLease lease = await _batches.AcquireAsync(1, request.Aborted).ConfigureAwait(false);
        if (!lease.IsAcquired)
        {
            throw new ProblemException(Refusals.Busy("Too many batches are arriving (MetaLogging:Api:ConcurrentBatches)."));
        }

        using MemoryShare memory = new(_memory);
        EventIntake intake = _trail.Begin(request.Caller.Recorder, options);
        bool isHandedOver = false;
        try
        {
            Stream body = BodyEncoding.Unpack(request.Http.Request);
            BatchReader reader = new(body, kind, intake, memory);
            using (BodyDeadline deadline = new(_options.BodyTime, _time, request.Aborted))
            {
                await reader.ReadAsync(deadline).ConfigureAwait(false);
            }

            isHandedOver = true;
            RecordingOutcome[] outcomes = await RecordAsync(intake, request).ConfigureAwait(false);
            RefuseBatch(outcomes, options, reader.Lines);
            BatchReceipt receipt = BatchOutcome.ToReceipt(outcomes, options, _trail.Origin);
            await ReceiptJson.WriteAsync(request.Http.Response, receipt, reader.Lines, options).ConfigureAwait(false);
        }
        finally
        {
            if (!isHandedOver)
            {
                _trail.Discard(intake);
            }
        }
    }

    static BatchOptions ReadOptions(ApiRequest request)
    {
        QueryParameters parameters = new(request.Http.Request.Query);
        bool skips = parameters.Word("on_error", "stop", "skip") == "skip";
        bool isDuplicate = parameters.Word("on_conflict", "error", "duplicate") == "duplicate";
        parameters.RequireNoOthers();
        return new() { SkipInvalid = skips, ConflictIsDuplicate = isDuplicate };
    }

    /// <summary>Records what was taken, if the journal's queue has room for it within the bound.</summary>
    async Task<RecordingOutcome[]> RecordAsync(EventIntake intake, ApiRequest request)
    {
        using CancellationTokenSource bound = CancellationTokenSource.CreateLinkedTokenSource(request.Aborted);
        bound.CancelAfter(_options.QueueTime);
        try
        {
            return await _trail.RecordAsync(intake, bound.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!request.Aborted.IsCancellationRequested)
        {
            throw new ProblemException(Refusals.Busy("The journal's queue is full: events come faster than the disk takes them."));
        }
    }

    static void RefuseBatch(RecordingOutcome[] outcomes, BatchOptions options, IReadOnlyList<int> lines)
    {
        if (options.SkipInvalid)
        {
            return;
        }

        List<EventProblem> problems = [];
        bool areConflicts = true;
        for (int i = 0; i < outcomes.Length; i++)
        {
            if (outcomes[i].State == RecordingState.Invalid)
            {
                problems.AddRange(outcomes[i].Problems!.Select(problem => OfLine(problem, lines[i])));
                areConflicts = false;
            }
            else if (outcomes[i].State == RecordingState.Conflict && !options.ConflictIsDuplicate)
            {
                problems.Add(OfLine(ConflictOf(outcomes[i]), lines[i]));
            }
        }

        if (problems.Count > 0)
        {
            throw new ProblemException(areConflicts ? Refusals.Conflict(problems, null) : Refuse(problems));
        }
    }

    /// <summary>An event of another tenant is no bad input: the key must not write it.</summary>
    static Problem Refuse(IReadOnlyList<EventProblem> problems) =>
        problems.All(problem => problem.Message == ProblemText.OtherTenant)
            ? Refusals.OtherTenant with { Errors = problems }
            : Refusals.BadInput(problems);

    static EventProblem ConflictOf(in RecordingOutcome outcome) =>
        new("id", $"was used before with other content ({string.Join(", ", outcome.ConflictingFields!)} differ)");

    static EventProblem OfLine(EventProblem problem, int line) =>
        problem with { Field = FormattableString.Invariant($"lines[{line}]{(problem.Field.Length == 0 ? "" : ".")}{problem.Field}") };
}
