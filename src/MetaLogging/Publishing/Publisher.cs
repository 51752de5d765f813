using System.Collections.Concurrent;
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
    static readonly TimeSpan LongestTry = TimeSpan.FromSeconds(10);
    static readonly TimeSpan LongestLastTry = TimeSpan.FromSeconds(4);

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
        _http = new(handler) { Timeout = Timeout.InfiniteTimeSpan };   // each try has its own limit, the reading of the answer within it
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
            using CancellationTokenSource late = new(LongestLastTry, _time);
            try
            {
                await _log.CheckpointAsync(late.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is OperationCanceledException or JournalException)
            {
                // The one before is published then; that none could be signed is in the journal's health.
            }

            await PublishAsync(LongestLastTry, CancellationToken.None).ConfigureAwait(false);
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
                if (_time.GetUtcNow() >= _next && await PublishAsync(LongestTry, _stop.Token).ConfigureAwait(false))
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

    /// <summary>Publishes the newest checkpoint to all who do not have it, to all at once; false when there was nothing new.</summary>
    async Task<bool> PublishAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        if (_log.Newest is not { } checkpoint || HaveAll(checkpoint))
        {
            return false;
        }

        ConcurrentDictionary<WitnessClient, NoteSignature> cosigned = [];
        await Task.WhenAll(_witnesses.Select(witness => TryAsync(TargetOf(witness), checkpoint, PublishingLog.NotCosigned, witness.Name, limit,
            async token => cosigned[witness] = await witness.AskAsync(checkpoint, _log.Tree, token).ConfigureAwait(false), cancellationToken))).ConfigureAwait(false);
        if (!cosigned.IsEmpty)
        {
            checkpoint = Keep(checkpoint, cosigned);
        }

        await Task.WhenAll(_anchors.Select(anchor => TryAsync("anchor " + anchor.Name, checkpoint, PublishingLog.NotAnchored, anchor.Name, limit,
            token => anchor.PushAsync(checkpoint, _time.GetUtcNow(), token), cancellationToken))).ConfigureAwait(false);
        return true;
    }

    static string TargetOf(WitnessClient witness) => "witness " + witness.Name;

    bool HaveAll(SignedCheckpoint checkpoint)
    {
        lock (_problems)
        {
            return _done.Count == _witnesses.Count + _anchors.Count && _done.Values.All(size => size == checkpoint.Size);
        }
    }

    /// <summary>Keeps a checkpoint with the cosignatures that it has and those that were just given; where it can't be kept, the witnesses are asked again.</summary>
    SignedCheckpoint Keep(SignedCheckpoint checkpoint, IReadOnlyDictionary<WitnessClient, NoteSignature> cosigned)
    {
        IEnumerable<NoteSignature> others = checkpoint.Note.Signatures.Where(known =>
            !cosigned.Values.Any(signature => signature.Name == known.Name && signature.KeyId == known.KeyId));
        checkpoint = checkpoint with { Note = new(checkpoint.Note.Text, [.. others, .. cosigned.Values]) };
        try
        {
            _log.Add(checkpoint);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            foreach (WitnessClient witness in cosigned.Keys)
            {
                PublishingLog.NotCosigned(_logger, checkpoint.Size, witness.Name, e);
                Note(TargetOf(witness), null, $"Its cosignature could not be kept: {e.Message}");
            }
        }

        return checkpoint;
    }

    async Task TryAsync(string target, SignedCheckpoint checkpoint, Action<ILogger, long, string, Exception> tell, string name, TimeSpan limit,
        Func<CancellationToken, Task> publish, CancellationToken cancellationToken)
    {
        lock (_problems)
        {
            if (_done.GetValueOrDefault(target, -1) == checkpoint.Size)
            {
                return;
            }
        }

        using CancellationTokenSource late = new(limit, _time);
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            await publish(ended.Token).ConfigureAwait(false);
            Note(target, checkpoint.Size, null);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)   // the edge: whatever it is, it is logged and told
        {
            Note(target, null, e is OperationCanceledException ? $"It did not answer within {limit.TotalSeconds:0} seconds." : e.Message);
            tell(_logger, checkpoint.Size, name, e);
        }
    }

    /// <summary>Notes what became of a try: the size that was published, or the problem.</summary>
    void Note(string target, long? size, string? problem)
    {
        lock (_problems)
        {
            if (size is { } done)
            {
                _done[target] = done;
                _problems.Remove(target);
            }
            else
            {
                _done.Remove(target);
                _problems[target] = problem!;
            }
        }
    }
}
