using MetaLogging.Journaling;
using MetaLogging.Json;

namespace MetaLogging.Remote;

/// <summary>
/// Sends requests to one server, again where that can help: after 408, 429, 502, 503 and 504, when it can't be reached, and when no whole answer comes. Safe for
/// writes, because everything that is written has an id. Thread-safe.
/// </summary>
internal sealed class RemoteConnection(HttpClient http, ServerAddress server, string? key, RemoteTrailOptions options, TimeProvider time)
{
    /// <summary>The longest answer that is read, in bytes: a page of 1000 events, 64 KiB each, and more.</summary>
    const long LongestAnswer = 128 << 20;

    readonly TimeSpan _retryFor = options.RetryFor;
    readonly TimeSpan _timeout = options.RequestTimeout;

    /// <summary>How failures are told.</summary>
    public RemoteFailures Failures { get; } = new(server.Title, key);

    /// <summary>Sends a request, and reads the whole answer with <paramref name="read"/>.</summary>
    /// <exception cref="RemoteTrailException">And the others that <see cref="RemoteFailures"/> makes.</exception>
    public Task<T> SendAsync<T>(RemoteRequest request, Func<RemoteAnswer, T> read, CancellationToken cancellationToken) =>
        RepeatAsync(request, (response, whileReading) => ReadAsync(response, request, read, whileReading), cancellationToken);

    /// <summary>Sends a request once, for whoever has a schedule of his own.</summary>
    public Task<Attempt<T>> SendOnceAsync<T>(RemoteRequest request, Func<RemoteAnswer, T> read, CancellationToken cancellationToken) =>
        TryAsync(request, (response, whileReading) => ReadAsync(response, request, read, whileReading), cancellationToken);

    /// <summary>Sends a request, and answers when its endless answer begins; whoever called disposes it.</summary>
    /// <inheritdoc cref="SendAsync"/>
    public Task<HttpResponseMessage> OpenAsync(RemoteRequest request, CancellationToken cancellationToken)
    {
        return RepeatAsync(request, CheckAsync, cancellationToken);

        async Task<Attempt<HttpResponseMessage>> CheckAsync(HttpResponseMessage response, CancellationToken whileReading)
        {
            int status = (int)response.StatusCode;
            string mediaType = MediaTypeOf(response);
            if (status == 200 && mediaType == request.Accept)
            {
                return new(response);
            }

            using (response)
            {
                return status == 200
                    ? new RemoteFailure(Failures.NotUnderstood(status, NotThatType(mediaType)))
                    : Failures.Of(await WholeAsync(response, whileReading).ConfigureAwait(false), request);
            }
        }
    }

    async Task<T> RepeatAsync<T>(
        RemoteRequest request, Func<HttpResponseMessage, CancellationToken, Task<Attempt<T>>> read, CancellationToken cancellationToken)
    {
        RetrySchedule schedule = new(_retryFor, time);
        bool mayBeKept = false;
        for (; ; )
        {
            Attempt<T> attempt = await TryAsync(request, read, cancellationToken).ConfigureAwait(false);
            if (attempt.Failure is not { } failure)
            {
                return attempt.Value!;
            }

            mayBeKept |= failure.MayBeKept;
            if (!failure.IsTransient || !schedule.TryNext(failure.RetryAfter, out TimeSpan wait))
            {
                bool isUnknown = mayBeKept && !failure.IsSettled && failure.Exception is not AppendOutcomeUnknownException;
                throw isUnknown ? RemoteFailures.Unknown(request, failure.Exception) : failure.Exception;
            }

            await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
        }
    }

    async Task<Attempt<T>> TryAsync<T>(
        RemoteRequest request, Func<HttpResponseMessage, CancellationToken, Task<Attempt<T>>> read, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using HttpRequestMessage message = request.ToMessage(server.Root, key);
            Uri asked = message.RequestUri!;
            HttpResponseMessage response =
                await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            if (response.RequestMessage?.RequestUri is { } answered && answered != asked)
            {
                using (response)
                {
                    return Failures.Of(new RemoteAnswer(302, "", default) { Location = answered }, request);
                }
            }

            return await read(response, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            return cancellationToken.IsCancellationRequested
                ? throw new OperationCanceledException(e.Message, e, cancellationToken)
                : Failures.TimedOut(timeout.IsCancellationRequested || http.Timeout < TimeSpan.Zero ? _timeout : http.Timeout, request, e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            // A connection that breaks because it was cancelled may say so with either.
            cancellationToken.ThrowIfCancellationRequested();
            return timeout.IsCancellationRequested ? Failures.TimedOut(_timeout, request, e) : Failures.NoAnswer(e, request);
        }
    }

    async Task<Attempt<T>> ReadAsync<T>(
        HttpResponseMessage response, RemoteRequest request, Func<RemoteAnswer, T> read, CancellationToken cancellationToken)
    {
        using (response)
        {
            RemoteAnswer answer = await WholeAsync(response, cancellationToken).ConfigureAwait(false);
            return answer.Status is 200 or 201 || (request.MayBeMissing && answer.IsMissing)
                ? Understand(answer, request, read)
                : Failures.Of(answer, request);
        }
    }

    Attempt<T> Understand<T>(RemoteAnswer answer, RemoteRequest request, Func<RemoteAnswer, T> read)
    {
        if (!answer.IsJson && answer.MediaType != request.Accept)
        {
            return new RemoteFailure(Failures.NotUnderstood(answer.Status, NotThatType(answer.MediaType)));
        }

        try
        {
            return new(read(answer));
        }
        catch (JsonFormatException e)
        {
            return new RemoteFailure(Failures.NotUnderstood(answer.Status, "in its answer " + e.Message, e)) { MayBeKept = request.IsWrite };
        }
    }

    async Task<RemoteAnswer> WholeAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await response.Content.LoadIntoBufferAsync(LongestAnswer, cancellationToken).ConfigureAwait(false);
        byte[] body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        return new RemoteAnswer((int)response.StatusCode, MediaTypeOf(response), body)
        {
            RetryAfter = response.Headers.RetryAfter switch
            {
                { Delta: { } delta } => delta,
                { Date: { } date } => date - time.GetUtcNow(),
                _ => null,
            },
            Location = response.Headers.Location is not { } location ? null : new Uri(server.Root, location),
        };
    }

    static string MediaTypeOf(HttpResponseMessage response) => response.Content.Headers.ContentType?.MediaType?.ToLowerInvariant() ?? "";

    static string NotThatType(string mediaType) => mediaType.Length == 0 ? "its answer says no media type" : $"its answer is {mediaType}";
}
