using MetaLogging.InfluxDb.Asking;
using MetaLogging.InfluxDb.Points;
using MetaLogging.Queries;
using MetaLogging.Stores;

namespace MetaLogging.InfluxDb.Http;

/// <summary>
/// A database of InfluxDB 1.x, or a bucket of 2.x: points are written to it and asked for. Whatever goes wrong is a <see cref="StoreException"/>
/// in words; only a write's answer is a result, as what follows depends on it.
/// </summary>
internal interface IInfluxDatabase : IDisposable
{
    /// <summary>The server in sentences.</summary>
    string Server { get; }

    /// <summary>Looks whether the server is of the version and the database is there, and makes it where that is allowed.</summary>
    Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>What an operator should know of it: another version, a retention that ends.</summary>
    Task<ServerFindings> ExamineAsync(CancellationToken cancellationToken);

    /// <summary>Writes lines.</summary>
    Task<WriteAnswer> WriteAsync(ReadOnlyMemory<byte> lines, CancellationToken cancellationToken);

    /// <summary>Points in the order of their times.</summary>
    /// <param name="question">Which.</param>
    /// <param name="fields">What is read of them.</param>
    /// <param name="order">The order.</param>
    /// <param name="most">The most points.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    IAsyncEnumerable<PointRow> ReadAsync(
        PointQuestion question, IReadOnlyList<PointField> fields, QueryOrder order, long most, CancellationToken cancellationToken);

    /// <summary>The time of the newest point, or of the oldest, by tags and times alone; null: there is none.</summary>
    Task<long?> FindEndAsync(PointQuestion question, QueryOrder order, CancellationToken cancellationToken);

    /// <summary>How many points.</summary>
    Task<long> CountAsync(PointQuestion question, CancellationToken cancellationToken);

    /// <summary>The sum of an integer field.</summary>
    Task<long> SumAsync(PointQuestion question, PointField field, CancellationToken cancellationToken);

    /// <summary>How many points by the values of text fields or tags: for each grouping its groups, in the order of the groupings.</summary>
    Task<IReadOnlyList<IReadOnlyList<FieldGroup>>> CountByAsync(
        PointQuestion question, IReadOnlyList<IReadOnlyList<PointField>> groupings, CancellationToken cancellationToken);

    /// <summary>How many points by slots of time, counted from the epoch; empty slots are left out.</summary>
    Task<IReadOnlyList<(long Slot, long Points)>> CountByTimeAsync(PointQuestion question, TimeSpan slot, CancellationToken cancellationToken);

    /// <summary>
    /// Integers, texts and booleans of the newest points of a small measurement beside the events, newest first; where a time is said, of that one alone.
    /// </summary>
    Task<IReadOnlyList<PointRow>> ReadNotesAsync(
        string measurement, IReadOnlyList<PointField> fields, string origin, long? at, int most, CancellationToken cancellationToken);

    /// <summary>Deletes the points of a measurement and an origin from a time up to another, both inclusive.</summary>
    Task DeleteAsync(string measurement, string origin, long first, long last, CancellationToken cancellationToken);
}
