using System.Text;
using System.Text.Json;
using MetaLogging.Configuration;
using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Notes;
using MetaLogging.Recording;
using MetaLogging.Tests.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace MetaLogging.Tests.Publishing;

/// <summary>A real trail in a folder of its own, with a little network around it.</summary>
internal sealed class PublishedTrail : IAsyncDisposable
{
    readonly DataFolder _folder = new();
    readonly List<LittleWitness> _witnesses = [];
    readonly Talk _talk = new();
    AuditTrail? _trail;

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    public LittleNetwork Network { get; } = new();

    public AnchorOptions Anchors { get; } = new() { Every = TimeSpan.FromSeconds(4) };

    public AuditTrail Trail => _trail!;

    public IReadOnlyDictionary<string, string> Problems => Trail.PublishingProblems;

    public VerifierKey[] Keys => [.. File.ReadAllLines(In("log.vkey")).Select(VerifierKey.Parse)];

    /// <summary>The newest checkpoint of the folder.</summary>
    public SignedCheckpoint Newest => SignedCheckpoint.Parse(File.ReadAllText(In("checkpoint")));

    /// <summary>The checkpoints that the folder keeps.</summary>
    public SignedCheckpoint[] Kept => ReadLines(In("checkpoints.ndjson"));

    /// <summary>All that was logged.</summary>
    public string Logged => _talk.Text;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public string In(string name) => Path.Combine(_folder.Path, "data", name);

    public string Beside(string name) => Path.Combine(_folder.Path, name);

    public LittleWitness AddWitness(string name)
    {
        LittleWitness witness = new(name, Time) { LogKeys = () => Keys };
        _witnesses.Add(witness);
        Network.Add(witness);
        return witness;
    }

    public async Task OpenAsync()
    {
        MetaLoggingOptions options = _folder.Options();
        options.DataDirectory = Path.Combine(_folder.Path, "data");
        options.Journal.GuardFolder = Beside("guard");
        (options.Anchors.File, options.Anchors.Webhook, options.Anchors.Every) = (Anchors.File, Anchors.Webhook, Anchors.Every);
        foreach (LittleWitness witness in _witnesses)
        {
            options.Witnesses.Add(new() { Url = witness.Address.ToString(), Key = witness.Key.Text });
        }

        _trail = new(options, [], Time, _talk) { Network = Network };
        await _trail.StartAsync(Cancel);
    }

    /// <summary>Ends the trail. Time stands still meanwhile, or goes on from a point on.</summary>
    public async Task CloseAsync(Func<bool>? timeGoesOn = null)
    {
        if (_trail is { } trail)
        {
            _trail = null;
            Task closed = trail.DisposeAsync().AsTask();
            if (timeGoesOn is not null)
            {
                await Eventually.TrueAsync(() => closed.IsCompleted || timeGoesOn(), Cancel);
                await PassAsync(() => closed.IsCompleted);
            }

            await closed;
        }
    }

    public async Task RecordAsync(int count = 1)
    {
        for (int i = 0; i < count; i++)
        {
            await Trail.RecordAsync(Some.AuditEvent(), Cancel);
        }
    }

    /// <summary>Lets time pass, faster than it does, until a condition holds.</summary>
    public Task PassAsync(Func<bool> until) => Eventually.TrueAsync(
        () =>
        {
            if (until())
            {
                return true;
            }

            Time.Advance(TimeSpan.FromMilliseconds(250));
            return false;
        },
        Cancel);

    /// <summary>Whether the newest checkpoint covers all entries and these signed it, all of whose signatures hold.</summary>
    public bool IsCosignedBy(params LittleWitness[] witnesses)
    {
        if (!File.Exists(In("checkpoint")))
        {
            return false;
        }

        SignedCheckpoint newest = Newest;
        return newest.Size == Trail.NextSequence && newest.CheckAll([.. Keys, .. _witnesses.Select(witness => witness.Key)])
            .Where(signature => signature.Key.Type == NoteKeyType.Witness).Select(signature => signature.Key.Text).Order(StringComparer.Ordinal)
            .SequenceEqual(witnesses.Select(witness => witness.Key.Text).Order(StringComparer.Ordinal));
    }

    /// <summary>The checkpoints of a file with a JSON line for each; a file that is not there has none.</summary>
    public static SignedCheckpoint[] ReadLines(string path) => !File.Exists(path) ? [] :
    [
        .. File.ReadAllLines(path).Select(line =>
        {
            using JsonDocument json = JsonDocument.Parse(line);
            Assert.EndsWith("Z", json.RootElement.GetProperty("kept_at").GetString(), StringComparison.Ordinal);
            return SignedCheckpoint.Parse(json.RootElement.GetProperty("checkpoint").GetString()!);
        }),
    ];

    public async ValueTask DisposeAsync()
    {
        await CloseAsync(() => true);
        _witnesses.ForEach(witness => witness.Dispose());
        _folder.Dispose();
    }

    sealed class Talk : ILogger<AuditTrail>
    {
        readonly StringBuilder _lines = new();

        public string Text
        {
            get
            {
                lock (_lines)
                {
                    return _lines.ToString();
                }
            }
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_lines)
            {
                _lines.AppendLine($"{eventId.Id} {formatter(state, exception)} {exception}");
            }
        }
    }
}
