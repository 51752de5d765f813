using System.Runtime.CompilerServices;
using MetaLogging.Events;
using MetaLogging.Json;
using MetaLogging.Queries;
using MetaLogging.Stores;

namespace MetaLogging.Remote;

/// <content>Following events as they come.</content>
public sealed partial class RemoteAuditTrail
{
    /// <summary>
    /// Follows audit events: first the newest ones that are there, at most <see cref="EventQuery.Limit"/>, the oldest of them first, then each that comes, until
    /// it is cancelled.
    /// </summary>
    /// <exception cref="InvalidQueryException">The query is wrong; the exception names the parameter.</exception>
    /// <exception cref="StoreException">The store could not be asked.</exception>
    /// <exception cref="RemoteTrailException">The server could not be reached, or the connection broke.</exception>
    public IAsyncEnumerable<Recorded<AuditEvent>> FollowAsync(AuditEventQuery query, CancellationToken cancellationToken = default) =>
        FollowAsync<AuditEvent>(QueryCheck.Normalise(query), cancellationToken);

    /// <summary>Follows failed logins, like audit events.</summary>
    /// <inheritdoc cref="FollowAsync(AuditEventQuery, CancellationToken)"/>
    public IAsyncEnumerable<Recorded<FailedLoginAttempt>> FollowAsync(FailedLoginQuery query, CancellationToken cancellationToken = default) =>
        FollowAsync<FailedLoginAttempt>(QueryCheck.Normalise(query), cancellationToken);

    /// <summary>Follows system events, like audit events.</summary>
    /// <inheritdoc cref="FollowAsync(AuditEventQuery, CancellationToken)"/>
    public IAsyncEnumerable<Recorded<SystemEvent>> FollowAsync(SystemEventQuery query, CancellationToken cancellationToken = default) =>
        FollowAsync<SystemEvent>(QueryCheck.Normalise(query), cancellationToken);

    async IAsyncEnumerable<Recorded<T>> FollowAsync<T>(EventQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : TrailEvent
    {
        var request = new RemoteRequest(QueryParameters.Of(query) + "&follow=true") { Accept = RemoteRequest.Ndjson };
        using HttpResponseMessage response = await _connection.OpenAsync(request, cancellationToken).ConfigureAwait(false);
        Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var lines = new FollowedLines(stream);
        for (; ; )
        {
            if (await NextAsync<T>(lines, cancellationToken).ConfigureAwait(false) is { } item)
            {
                yield return item;
            }
        }
    }

    /// <summary>The item on the next line; null for a blank one, by which a server shows that it is there.</summary>
    async ValueTask<Recorded<T>?> NextAsync<T>(FollowedLines lines, CancellationToken cancellationToken)
        where T : TrailEvent
    {
        try
        {
            ReadOnlyMemory<byte> line = await lines.NextAsync(cancellationToken).ConfigureAwait(false)
                ?? throw _connection.Failures.Ended("has ended the stream");
            return line.Span.Trim(" \t\r"u8).IsEmpty ? null : PageReader.As<T>(ItemReader.Read(line));
        }
        catch (Exception e) when (e is JsonFormatException or InvalidDataException)
        {
            throw _connection.Failures.NotUnderstood(200, "in its stream " + e.Message, e);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw _connection.Failures.Ended($"broke the stream off ({e.Message.TrimEnd('.')})", e);
        }
    }
}
