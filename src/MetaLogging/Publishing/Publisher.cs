using MetaLogging.Configuration;
using MetaLogging.Journaling;
using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Merkle;
using MetaLogging.Journaling.Notes;
using MetaLogging.Signing;
using Microsoft.Extensions.Logging;

namespace MetaLogging.Publishing;

/// <summary>
/// Brings checkpoints to where nobody can change them unseen: asks witnesses for cosignatures and pushes checkpoints to anchors, every while there is something
/// new. What could not be done is said, and done at the next turn; nobody waits for it.
/// </summary>
internal sealed class Publisher : IAsyncDisposable
{
    const string SystemLog = "/dev/log";

    static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    static readonly TimeSpan LastTurn = TimeSpan.FromSeconds(5);

    readonly SignedLog _log;
    readonly TimeProvider _time;
    readonly ILogger _logger;
    readonly HttpClient _http;
    readonly IReadOnlyList<WitnessClient> _witnesses;
    readonly IReadOnlyList<IAnchor> _anchors;
    readonly TimeSpan _every;
    readonly CancellationTokenSource _stop = new();
    readonly Dictionary<string, string> _problems = [];
    readonly Dictionary<string, long> _done = [];
    Task _running = Task.CompletedTask;
    DateTimeOffset _next;

    public Publisher(SignedLog log, MetaLoggingOptions options, HttpMessageHandler handler, TimeProvider time, ILogger logger)
    {
        (_log, _time, _logger, _every) = (log, time, logger, options.Anchors.Every);
        _http = new(handler) { Timeout = TimeSpan.FromSeconds(10) };
        _witnesses = [.. options.Witnesses.Select(witness => new WitnessClient(_http, AddressOf(witness.Url), VerifierKey.Parse(witness.Key)))];
        _anchors = [.. Anchors(options.Anchors, _http)];
    }

    /// <summary>What could not be done at the last turn, by witness and anchor; empty where all is well.</summary>
    public IReadOnlyDictionary<string, string> Problems
    {
        get
        {
            lock (_problems)
            {
                return new Dictionary<string, string>(_problems);
            }
        }
    }

    bool HasWork => _witnesses.Count + _anchors.Count > 0;

    /// <summary>Begins, where there is anything to publish to.</summary>
    public void Start()
    {
        if (HasWork)
        {
            _running = RunAsync();
        }
    }

    /// <summary>Takes one last turn over the last checkpoint, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        if (HasWork)
        {
            using CancellationTokenSource last = new(LastTurn, _time);
            try
            {
                await _log.CheckpointAsync(last.Token).ConfigureAwait(false);
                await PublishAsync(last.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is OperationCanceledException or JournalException)
            {
                // Each that was not reached was said; a refused checkpoint is in the journal's health.
            }
        }

        _http.Dispose();
        _stop.Dispose();
    }

    /// <summary>The address of a witness as a prefix.</summary>
    internal static Uri AddressOf(string url) => new(url.EndsWith('/') ? url : url + "/");

    static IEnumerable<IAnchor> Anchors(AnchorOptions options, HttpClient http)
    {
        if (!string.IsNullOrEmpty(options.File))
        {
            yield return new FileAnchor(RealFiles.Instance, options.File);
        }

        if (!string.IsNullOrEmpty(options.Webhook))
        {
            yield return new WebhookAnchor(http, new Uri(options.Webhook));
        }

        if (options.Syslog)
        {
            yield return new SyslogAnchor(SystemLog);
        }

        if (options.StandardOutput)
        {
            yield return new OutputAnchor(Console.OpenStandardOutput());
        }
    }

    async Task RunAsync()
    {
        using PeriodicTimer timer = new(Look, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                if (_time.GetUtcNow() >= _next && await PublishAsync(_stop.Token).ConfigureAwait(false))
                {
                    _next = _time.GetUtcNow() + _every;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The last turn is taken by whoever ends it.
        }
    }

    /// <summary>Publishes the newest checkpoint to all who do not have it; false when there was nothing new.</summary>
    async Task<bool> PublishAsync(CancellationToken cancellationToken)
    {
        if (_log.Newest is not { } checkpoint || (_done.Count == _witnesses.Count + _anchors.Count && _done.Values.All(size => size == checkpoint.Size)))
        {
            return false;
        }

        List<NoteSignature> cosignatures = [];
        foreach (WitnessClient witness in _witnesses)
        {
            await TryAsync("witness " + witness.Name, checkpoint, PublishingLog.NotCosigned, witness.Name, async () =>
                cosignatures.Add(await witness.AskAsync(checkpoint, _log.Tree, cancellationToken).ConfigureAwait(false))).ConfigureAwait(false);
        }

        if (cosignatures.Count > 0)
        {
            SignedCheckpoint own = checkpoint.WithoutCosignatures();
            checkpoint = own with { Note = new(own.Note.Text, [.. own.Note.Signatures, .. cosignatures]) };
            _log.Add(checkpoint);
        }

        foreach (IAnchor anchor in _anchors)
        {
            await TryAsync("anchor " + anchor.Name, checkpoint, PublishingLog.NotAnchored, anchor.Name, () =>
                anchor.PushAsync(checkpoint, _time.GetUtcNow(), cancellationToken)).ConfigureAwait(false);
        }

        return true;
    }

    async Task TryAsync(string target, SignedCheckpoint checkpoint, Action<ILogger, long, string, Exception> tell, string name, Func<Task> publish)
    {
        if (_done.GetValueOrDefault(target, -1) == checkpoint.Size)
        {
            return;
        }

        string? problem = null;
        try
        {
            await publish().ConfigureAwait(false);
            _done[target] = checkpoint.Size;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or UnauthorizedAccessException or NotProvenException
            || (e is OperationCanceledException && !_stop.IsCancellationRequested))
        {
            problem = e.Message;
            _done.Remove(target);
            tell(_logger, checkpoint.Size, name, e);
        }

        lock (_problems)
        {
            if (problem is null)
            {
                _problems.Remove(target);
            }
            else
            {
                _problems[target] = problem;
            }
        }
    }
}
