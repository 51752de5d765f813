using MetaLogging.Configuration;
using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.Journaling;
using MetaLogging.Numbers;
using MetaLogging.Stores;

namespace MetaLogging.Tests.Support;

/// <summary>A store that keeps what it is given in a list, and can be told to fail or to hold on.</summary>
public class ListStore : IEventStore
{
    readonly Lock _lock = new();
    readonly List<Recorded<TrailEvent>> _events = [];
    readonly List<SetAside> _aside = [];
    readonly List<string> _calls = [];
    string _origin = "";
    long _position;

    public string Name { get; init; } = "list";

    public string Title => "List store";

    /// <summary>Thrown by every call while it is set.</summary>
    public StoreException? Failure { get; set; }

    /// <summary>What it finds wrong; it answers only when this has ended.</summary>
    public Task<IReadOnlyList<ConfigurationIssue>> Issues { get; set; } = Task.FromResult<IReadOnlyList<ConfigurationIssue>>([]);

    /// <summary>Applying waits for it while it is set.</summary>
    public Task? Hold { get; set; }

    /// <summary>Whether applying waits.</summary>
    public bool IsHolding { get; private set; }

    public IReadOnlyList<Recorded<TrailEvent>> Events
    {
        get
        {
            lock (_lock)
            {
                return [.. _events];
            }
        }
    }

    /// <summary>What was called, in order: <c>open</c>, <c>apply 0-3</c>, <c>erase 3</c>, <c>skip 4-5</c>, <c>clear</c>.</summary>
    public IReadOnlyList<string> Calls
    {
        get
        {
            lock (_lock)
            {
                return [.. _calls];
            }
        }
    }

    /// <summary>Begins as a store that has taken entries before.</summary>
    public ListStore At(long position)
    {
        _position = position;
        return this;
    }

    public ValueTask<string?> FindProblemAsync(CancellationToken cancellationToken) => new(Failure?.Message);

    public ValueTask<long> OpenAsync(string origin, CancellationToken cancellationToken)
    {
        Note("open");
        ThrowIfFailing();
        _origin = origin;
        return new(_position);
    }

    public async ValueTask ApplyAsync(IReadOnlyList<JournalEntry> entries, CancellationToken cancellationToken)
    {
        Task hold = Hold ?? Task.CompletedTask;
        IsHolding = !hold.IsCompleted;
        await hold.WaitAsync(cancellationToken);
        Note($"apply {entries[0].Sequence}-{entries[^1].Sequence + 1}");
        ThrowIfFailing();
        var view = new EntryView();
        lock (_lock)
        {
            foreach (JournalEntry entry in entries)
            {
                view.Read(entry);
                _events.Add(view.ToRecorded(_origin));
                _position = entry.Sequence + 1;
            }
        }
    }

    public async ValueTask ApplyAsync(JournalEntry order, LogOrder what, CancellationToken cancellationToken)
    {
        await ApplyAsync([order], cancellationToken);
        Note($"{what.GetType().Name} {order.Sequence}");
    }

    public ValueTask SkipAsync(SetAside range, CancellationToken cancellationToken)
    {
        Note($"skip {range.FirstSequence}-{range.EndSequence}");
        _aside.Add(range);
        _position = range.EndSequence;
        return default;
    }

    public ValueTask<IReadOnlyList<SetAside>> ReadSetAsideAsync(CancellationToken cancellationToken) => new([.. _aside]);

    public ValueTask<StorePage> QueryAsync(StoreQuery query, CancellationToken cancellationToken)
    {
        ThrowIfFailing();
        IEnumerable<Recorded<TrailEvent>> all = Events
            .Where(item => item.Sequence >= query.From && item.Sequence < query.Before && !item.IsOwn && item.Event is AuditEvent)
            .OrderByDescending(item => (item.TimestampNanoseconds, item.Sequence));
        IEnumerable<Recorded<TrailEvent>> rest = query.After is { } after
            ? all.Where(item => (item.TimestampNanoseconds, item.Sequence).CompareTo((after.TimestampNanoseconds, after.Sequence)) < 0)
            : all;
        return new(new StorePage([.. rest.Take(query.Take)], query.Filters.IncludeTotal ? all.Count() : null));
    }

    public ValueTask<PrivacyReport> ReportPrivacyAsync(ReportScope scope, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<EventCounts> CountAsync(TimeRange range, string? tenantId, CancellationToken cancellationToken)
    {
        Note("count");
        ThrowIfFailing();
        return new(new EventCounts(Events.Count(item => !item.IsOwn), 0, 0, 0, Events.Count(item => item.IsOwn)));
    }

    public async ValueTask<IReadOnlyList<ConfigurationIssue>> FindIssuesAsync(CancellationToken cancellationToken) => await Issues.WaitAsync(cancellationToken);

    public ValueTask ClearAsync(CancellationToken cancellationToken)
    {
        Note("clear");
        lock (_lock)
        {
            _events.Clear();
            _position = 0;
        }

        return default;
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return default;
    }

    protected void Note(string call)
    {
        lock (_lock)
        {
            _calls.Add(call);
        }
    }

    void ThrowIfFailing()
    {
        if (Failure is { } failure)
        {
            throw failure;
        }
    }
}
