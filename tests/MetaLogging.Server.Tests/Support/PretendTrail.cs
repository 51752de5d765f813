using System.Text.Json.Nodes;
using MetaLogging.Configuration;
using MetaLogging.Events;
using MetaLogging.Exports;
using MetaLogging.Journaling;
using MetaLogging.Numbers;
using MetaLogging.Queries;
using MetaLogging.Recording;
using MetaLogging.Remote;
using MetaLogging.Server.Keys;
using MetaLogging.Server.Trails;
using MetaLogging.Stores;

namespace MetaLogging.Server.Tests.Support;

/// <summary>A trail that holds what a test gives it and remembers what it was asked; its cursors are places in the list.</summary>
internal sealed class PretendTrail : IAuditTrail, IOpenTrail
{
    public List<Recorded<TrailEvent>> Items { get; } = [];

    public List<TrailEvent> Recordings { get; } = [];

    public List<EventQuery> Queries { get; } = [];

    public List<string> Rebuilt { get; } = [];

    public List<ReportScope> Scopes { get; } = [];

    public AuditSummary Summary { get; set; } = new(24, default(EventCounts), "Embedded store available");

    public PrivacyReport Report { get; set; } = Some.Report;

    public double? LagSeconds { get; set; }

    /// <summary>Called before each page is answered, with its number from 0 on.</summary>
    public Action<int> BeforePage { get; set; } = _ => { };

    /// <summary>Called with what is to be recorded, before it is.</summary>
    public Action<IReadOnlyList<TrailEvent>> BeforeRecording { get; set; } = _ => { };

    public JournalHealth Journal { get; set; } = new(JournalState.Ready, null, [], 5L << 30);

    public List<SetAside> Aside { get; } = [];

    /// <summary>What the store finds wrong itself.</summary>
    public List<ConfigurationIssue> Found { get; } = [];

    public string? StoreProblem { get; set; }

    /// <summary>Ends when the store has all there is.</summary>
    public Task CaughtUp { get; set; } = Task.CompletedTask;

    public bool IsDisposed { get; private set; }

    public IAuditTrail Trail => this;

    public TrailHealth Health => new(Journal, [new("embedded", "Embedded store", 7, StoreProblem)]);

    public IReadOnlyList<string> Stores => ["embedded"];

    public RemoteAuditTrail? Live => null;

    public IKeys Keys => throw new NotSupportedException();

    public IExportedLog Log { get; set; } = null!;

    public IReadOnlyList<ConfigurationIssue>? Issues { get; set; }

    /// <summary>What was told of reads: what, the filters, how many events came back.</summary>
    public List<(string What, string Filters, long Returned)> Reads { get; } = [];

    /// <summary>Thrown when a read is told of.</summary>
    public JournalException? ReadFailure { get; set; }

    public Task LookAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task TellReadAsync(string what, JsonObject filters, long returned)
    {
        Reads.Add((what, filters.ToJsonString(), returned));
        return ReadFailure is null ? Task.CompletedTask : Task.FromException(ReadFailure);
    }

    public long NextSequence => 9;

    public Task<IReadOnlyList<ConfigurationIssue>> FindStoreIssuesAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ConfigurationIssue>>(Issues is not null ? [] : [.. Health.Stores.SelectMany(store => StoreDiagnosis.Of(store, Aside, 0, Found))]);

    public Task<byte[]> ReadExtensionsAsync(CancellationToken cancellationToken) => Task.FromResult<byte[]>([(byte)'[', (byte)']']);

    public ReportScope Scope(TimeRange range) => new() { Range = range };

    public Task<Page<AuditEvent>> QueryAsync(AuditEventQuery query, CancellationToken cancellationToken = default) =>
        Answer<AuditEvent>(query);

    public Task<Page<FailedLoginAttempt>> QueryAsync(FailedLoginQuery query, CancellationToken cancellationToken = default) =>
        Answer<FailedLoginAttempt>(query);

    public Task<Page<SystemEvent>> QueryAsync(SystemEventQuery query, CancellationToken cancellationToken = default) =>
        Answer<SystemEvent>(query);

    public Task<PrivacyReport> ReportPrivacyAsync(ReportScope scope, CancellationToken cancellationToken = default)
    {
        Scopes.Add(scope);
        return Task.FromResult(Report);
    }

    public Task<AuditSummary> SummarizeAsync(double hours = 24, string? tenantId = null, CancellationToken cancellationToken = default) =>
        Task.FromResult(Summary with { Hours = hours });

    public Task CatchUpAsync(string store, CancellationToken cancellationToken) =>
        StoreProblem is null ? CaughtUp.WaitAsync(cancellationToken) : Task.FromException(new StoreException(StoreProblem));

    public Task RebuildAsync(string store, IProgress<RebuildProgress> progress, CancellationToken cancellationToken)
    {
        Rebuilt.Add(store);
        progress.Report(new(9, 9));
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<SetAside>> ReadSetAsideAsync(string store, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<SetAside>>(Aside);

    public async Task<Receipt> RecordAsync(TrailEvent item, CancellationToken cancellationToken = default)
    {
        await RecordAsync([item], null, cancellationToken);
        return new(item.Id ?? Guid.NewGuid(), "here", Recordings.Count - 1, false, null);
    }

    public Task<BatchReceipt> RecordAsync(
        IReadOnlyList<TrailEvent> batch, BatchOptions? options = null, CancellationToken cancellationToken = default)
    {
        BeforeRecording(batch);
        Recordings.AddRange(batch);
        return Task.FromResult(new BatchReceipt
        {
            Accepted = batch.Count,
            Duplicates = 0,
            Origin = "here",
            FirstSequence = 0,
            LastSequence = batch.Count - 1,
        });
    }

    public Task<IReadOnlyList<Recorded<TrailEvent>>> FindAsync(
        Guid id, string? tenantId = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }

    Task<Page<T>> Answer<T>(EventQuery query)
        where T : TrailEvent
    {
        BeforePage(Queries.Count);
        Queries.Add(query);
        int start = query.Cursor is null ? 0 : int.Parse(query.Cursor, System.Globalization.CultureInfo.InvariantCulture);
        Recorded<T>[] all = [.. Items.Where(item => item.Event is T).Select(item => item.As<T>())];
        Recorded<T>[] page = [.. all.Skip(start).Take(query.Limit)];
        int next = start + page.Length;
        return Task.FromResult(new Page<T> { Items = page, NextCursor = next < all.Length ? $"{next}" : null, LagSeconds = LagSeconds });
    }
}
