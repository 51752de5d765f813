using MetaLogging.Events;
using MetaLogging.InfluxDb.Asking;
using MetaLogging.InfluxDb.Http;
using MetaLogging.InfluxDb.Points;
using MetaLogging.Stores;

namespace MetaLogging.InfluxDb.Writing;

/// <summary>
/// How far the store came, kept in the database beside the points, so that both are lost and put back together. It is written after the
/// points that it covers are acknowledged, and InfluxDB has flushed what it acknowledges (unless its <c>wal-fsync-delay</c> says otherwise).
/// </summary>
internal sealed class WrittenPosition(IInfluxDatabase database, PointSender sender, string origin, TimeProvider time)
{
    public const string Measurement = "metalog_position";

    /// <summary>So many of the newest points: more than one where the clock was set back.</summary>
    const int Newest = 100;

    static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    static readonly PointField[] Fields = [new("next", FieldType.Integer), new("settled", FieldType.Boolean)];

    volatile Written? _written;
    long _lastTime;

    /// <summary>How long ago the point was written that the server has; null: it has none of ours.</summary>
    public TimeSpan? Age => _written is { } written ? time.GetUtcNow() - UnixTime.ToDateTimeOffset(written.Time) : null;

    /// <summary>Reads it; 0 where there is none.</summary>
    public async Task<long> LoadAsync(CancellationToken cancellationToken)
    {
        PointRow? newest = await ReadAsync(null, cancellationToken).ConfigureAwait(false);
        if (newest is { Values: [_, not true] })
        {
            sender.NoteUnknown();   // a process that was killed may have left writes under way; it wrote a position before all else
        }

        return newest is { } row ? (long)row.Values[0]! : 0;
    }

    /// <summary>Writes it, at most once a second.</summary>
    public async Task NoteAsync(long next, CancellationToken cancellationToken)
    {
        if (next != _written?.Next && time.GetElapsedTime(_lastTime) >= Every)
        {
            await CheckAsync(cancellationToken).ConfigureAwait(false);
            await WriteAsync(next, isSettled: false, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Writes it now.</summary>
    /// <param name="next">The sequence that the store wants next.</param>
    /// <param name="isSettled">Whether no write is under way.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task WriteAsync(long next, bool isSettled, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset minute = now - TimeSpan.FromTicks(now.Ticks % TimeSpan.TicksPerMinute);
        PointBatch batch = new();
        new NoteLine(batch.Lines, Measurement, origin).Integer("next", next).Boolean("settled", isSettled).End(minute);
        batch.EndPoint(next);
        if (await sender.SendAsync(batch, cancellationToken).ConfigureAwait(false) is [var refused, ..])
        {
            throw new StoreException($"{database.Server} does not take the store's position. {refused.Reason}");
        }

        _written = new(next, UnixTime.FromDateTimeOffset(minute));
        _lastTime = time.GetTimestamp();
    }

    /// <summary>
    /// Compares what the server has with what was written last. It looks at that one point: over the years there are a great many of them.
    /// </summary>
    /// <exception cref="StoreException">It is another: the database was dropped, or put back.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (_written is not { } written)
        {
            return;
        }

        PointRow? found = await ReadAsync(written.Time, cancellationToken).ConfigureAwait(false);
        if (found is not { } row || (long)row.Values[0]! < written.Next)
        {
            throw new StoreException(
                $"{database.Server} has lost points: its database was dropped or put back to an older state. It is filled again from the journal; ask again in a while.");
        }
    }

    async Task<PointRow?> ReadAsync(long? at, CancellationToken cancellationToken)
    {
        IReadOnlyList<PointRow> rows = await database.ReadNotesAsync(Measurement, Fields, origin, at, Newest, cancellationToken).ConfigureAwait(false);
        return rows.Count == 0 ? null : rows.MaxBy(row => (long)row.Values[0]!);
    }

    /// <summary>What was written last, and the time of its point.</summary>
    sealed record Written(long Next, long Time);
}
