using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MetaLogging.Extensions;

/// <summary>
/// Orders extensions by what they need, configures, starts and stops them, and answers what they can do now. Thread-safe.
/// <c>await using var host = new ExtensionHost([new DatabaseExtension(), new MetaLoggingExtension(trail, options)]); await host.StartAsync();</c>
/// </summary>
public sealed class ExtensionHost : IAsyncDisposable
{
    /// <summary>How often conditional abilities are looked at by themselves.</summary>
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>How long an extension may take to say whether it is well or an ability is there.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    readonly Func<string, string?> _variable;
    readonly TimeProvider _time;
    readonly ILogger _logger;
    readonly SemaphoreSlim _turn = new(1, 1);
    readonly SemaphoreSlim _looking = new(1, 1);
    readonly Dictionary<string, ExtensionState> _states = [];
    readonly Dictionary<string, string> _failures = [];
    readonly Dictionary<string, string?> _missing = [];
    readonly Lock _lock = new();
    CancellationTokenSource _running = new();
    Task _watching = Task.CompletedTask;
    bool _isRunning;
    bool _isDisposed;

    /// <summary>A host of extensions, none of them started.</summary>
    /// <param name="extensions">The extensions, in any order.</param>
    /// <param name="variable">Looks up an environment variable; null: those of this process.</param>
    /// <param name="time">The clock; null: the system's.</param>
    /// <param name="logger">Where it speaks; null: nowhere.</param>
    /// <exception cref="ExtensionException">They do not fit together; the exception names both sides.</exception>
    public ExtensionHost(
        IReadOnlyList<Extension> extensions, Func<string, string?>? variable = null, TimeProvider? time = null, ILogger<ExtensionHost>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(extensions);
        Extensions = ExtensionOrder.Of(extensions);
        _variable = variable ?? Environment.GetEnvironmentVariable;
        _time = time ?? TimeProvider.System;
        _logger = logger ?? NullLogger<ExtensionHost>.Instance;
        foreach (ExtensionDescription one in Extensions.Select(extension => extension.Description))
        {
            _states[one.Name] = ExtensionState.NotStarted;
            foreach (string ability in one.Abilities.Concat(one.ConditionalAbilities))
            {
                _missing[ability] = NotRunning(one.Name, ExtensionState.NotStarted);
            }
        }
    }

    /// <summary>An ability came or went. Raised on any thread; what a handler throws is logged.</summary>
    public event EventHandler<AbilityChangedEventArgs>? AbilityChanged;

    /// <summary>The extensions, each after those that it needs.</summary>
    public IReadOnlyList<Extension> Extensions { get; }

    /// <summary>All abilities as they were when they were last looked at: at start, every 10 s, and by <see cref="CheckAbilitiesAsync"/>.</summary>
    public IReadOnlyList<Ability> Abilities =>
    [
        .. Extensions.Select(extension => extension.Description).SelectMany(one =>
            one.Abilities.Select(name => AbilityOf(name, one.Name, isConditional: false))
                .Concat(one.ConditionalAbilities.Select(name => AbilityOf(name, one.Name, isConditional: true)))),
    ];

    /// <summary>The value of a variable as extensions see it; null: it is not set.</summary>
    internal Func<string, string?> LookUp => _variable;

    /// <summary>An ability as it is now.</summary>
    /// <exception cref="AbilityMissingException">No extension has such an ability.</exception>
    public Ability Ability(string name) => Abilities.FirstOrDefault(ability => ability.Name == name)
        ?? throw new AbilityMissingException(name, $"no extension has it. There is: {string.Join(", ", Abilities.Select(ability => ability.Name))}.");

    /// <summary>Requires an ability.</summary>
    /// <exception cref="AbilityMissingException">It is not there; the message says why.</exception>
    public void RequireAbility(string name)
    {
        if (Ability(name).MissingBecause is { } reason)
        {
            throw new AbilityMissingException(name, reason);
        }
    }

    /// <summary>Configures all extensions, then starts one after the other. A host that runs already is left as it is.</summary>
    /// <param name="cancellationToken">Cancelled: those that have started are stopped.</param>
    /// <exception cref="ExtensionStartException">One can't start; those that had started are stopped.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_isRunning)
            {
                return;
            }

            if (_running.IsCancellationRequested)
            {
                _running.Dispose();
                _running = new();
            }

            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _running.Token);
            try
            {
                await StartAllAsync(either.Token).ConfigureAwait(false);
                _isRunning = true;
            }
            catch
            {
                await StopAllAsync(CancellationToken.None).ConfigureAwait(false);
                throw;
            }

            await CheckAbilitiesAsync(either.Token).ConfigureAwait(false);
            _watching = WatchAsync(_running.Token);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Stops all extensions that run, each before those that it needs. A start that is under way is cancelled, and what it started is stopped.</summary>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        await _running.CancelAsync().ConfigureAwait(false);
        await _turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);   // a start ends now; a host out of patience wants its extensions stopped all the more
        try
        {
            await _watching.ConfigureAwait(false);
            _isRunning = false;
            await StopAllAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Looks at the conditional abilities now; <see cref="AbilityChanged"/> is raised for those that came or went.</summary>
    public async Task CheckAbilitiesAsync(CancellationToken cancellationToken = default)
    {
        await _looking.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            foreach (Extension extension in Extensions)
            {
                if (StateOf(extension) != ExtensionState.Running)
                {
                    continue;
                }

                foreach (string ability in extension.Description.ConditionalAbilities)
                {
                    string? missing = await AskAsync(extension, token => extension.FindMissingAsync(ability, token), cancellationToken).ConfigureAwait(false);
                    if (StateOf(extension) == ExtensionState.Running)
                    {
                        Change(ability, missing);
                    }
                }
            }
        }
        finally
        {
            _looking.Release();
        }
    }

    /// <summary>Configures the extensions and looks at the abilities that they would have, without starting any: for who wants to know before there is a folder.</summary>
    internal async Task PreviewAsync(CancellationToken cancellationToken)
    {
        ConfigureAll();
        foreach (Extension extension in Extensions)
        {
            foreach (string ability in extension.Description.Abilities)
            {
                Change(ability, null);
            }

            foreach (string ability in extension.Description.ConditionalAbilities)
            {
                Change(ability, await AskAsync(extension, token => extension.FindMissingAsync(ability, token), cancellationToken).ConfigureAwait(false));
            }
        }
    }

    /// <summary>How each extension is, in the order of <see cref="Extensions"/>.</summary>
    public async Task<IReadOnlyList<ExtensionHealth>> CheckHealthAsync(CancellationToken cancellationToken = default)
    {
        List<ExtensionHealth> all = [];
        foreach (Extension extension in Extensions)
        {
            ExtensionState state = StateOf(extension);
            string? problem = state == ExtensionState.Running
                ? await AskAsync(extension, extension.FindProblemAsync, cancellationToken).ConfigureAwait(false)
                : _failures.GetValueOrDefault(extension.Description.Name);
            all.Add(new(extension.Description.Name, state, problem));
        }

        return all;
    }

    /// <summary>Stops what runs.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            await StopAsync(CancellationToken.None).ConfigureAwait(false);
            _running.Dispose();
        }
    }

    static string NotRunning(string extension, ExtensionState state) => state switch
    {
        ExtensionState.NotStarted => $"the extension {extension} has not been started. Start the host first.",
        ExtensionState.Starting => $"the extension {extension} is still starting.",
        ExtensionState.Failed => $"the extension {extension} failed.",
        _ => $"the extension {extension} is stopped.",
    };

    async Task StartAllAsync(CancellationToken cancellationToken)
    {
        ConfigureAll();
        foreach (Extension extension in Extensions)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Move(extension, ExtensionState.Starting);
            try
            {
                await extension.StartAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                throw Failed(extension, e);
            }
            catch (OperationCanceledException)
            {
                Move(extension, ExtensionState.Stopped);
                throw;
            }

            Move(extension, ExtensionState.Running);
        }
    }

    void ConfigureAll()
    {
        Dictionary<string, Extension> named = Extensions.ToDictionary(extension => extension.Description.Name);
        foreach (Extension extension in Extensions)
        {
            try
            {
                extension.Configure(new(extension, named, _variable));
            }
            catch (Exception e)
            {
                throw Failed(extension, e);
            }
        }
    }

    ExtensionStartException Failed(Extension extension, Exception reason)
    {
        _failures[extension.Description.Name] = reason.Message;
        Move(extension, ExtensionState.Failed);
        return new(extension.Description.Name, reason);
    }

    async Task StopAllAsync(CancellationToken cancellationToken)
    {
        foreach (Extension extension in Extensions.Reverse())
        {
            if (StateOf(extension) != ExtensionState.Running)
            {
                continue;
            }

            Move(extension, ExtensionState.Stopped);
            try
            {
                await extension.StopAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                // The others are stopped all the same.
                _failures[extension.Description.Name] = e.Message;
                Move(extension, ExtensionState.Failed);
                ExtensionLog.DidNotStop(_logger, extension.Description.Name, e);
            }
        }
    }

    async Task WatchAsync(CancellationToken cancellationToken)
    {
        using PeriodicTimer timer = new(Interval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
            {
                await CheckAbilitiesAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    /// <summary>An extension that throws or hangs has a problem; it must not take the host with it.</summary>
    async Task<string?> AskAsync(Extension extension, Func<CancellationToken, ValueTask<string?>> ask, CancellationToken cancellationToken)
    {
        using CancellationTokenSource late = new(Patience, _time);
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return await ask(ended.Token).AsTask().WaitAsync(ended.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"the extension {extension.Description.Name} did not say within {Patience.TotalSeconds:0} s.";
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            ExtensionLog.CouldNotSay(_logger, extension.Description.Name, e);
            return $"the extension {extension.Description.Name} could not say: {e.Message}";
        }
    }

    ExtensionState StateOf(Extension extension)
    {
        lock (_lock)
        {
            return _states[extension.Description.Name];
        }
    }

    void Move(Extension extension, ExtensionState state)
    {
        ExtensionDescription one = extension.Description;
        lock (_lock)
        {
            _states[one.Name] = state;
        }

        ExtensionLog.Moved(_logger, one.Name, state);
        string? missing = state == ExtensionState.Running ? null : NotRunning(one.Name, state);
        foreach (string ability in state == ExtensionState.Running ? one.Abilities : one.Abilities.Concat(one.ConditionalAbilities))
        {
            Change(ability, missing);
        }
    }

    void Change(string ability, string? missing)
    {
        bool hasChanged;
        lock (_lock)
        {
            hasChanged = _missing[ability] is null != missing is null;
            _missing[ability] = missing;
        }

        if (!hasChanged)
        {
            return;
        }

        AbilityChangedEventArgs change = new(Ability(ability));
        if (_isRunning)
        {
            ExtensionLog.AbilityChanged(_logger, ability, missing ?? "it is there");   // what comes and goes with the host goes without saying
        }

        foreach (EventHandler<AbilityChangedEventArgs> handler in (AbilityChanged?.GetInvocationList() ?? []).Cast<EventHandler<AbilityChangedEventArgs>>())
        {
            try
            {
                handler(this, change);
            }
            catch (Exception e)
            {
                ExtensionLog.HandlerFailed(_logger, ability, e);
            }
        }
    }

    Ability AbilityOf(string name, string extension, bool isConditional)
    {
        lock (_lock)
        {
            return new(name, extension, isConditional, _missing[name]);
        }
    }
}
