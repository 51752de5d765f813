using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using MetaLogging.Context;
using MetaLogging.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MetaLogging.Hooks;

/// <summary>
/// Runs what an application does by name, and its hooks around it. Where no hook listens, the work is called and nothing else happens. Thread-safe.
/// <c>await operations.RunAsync("team.member.add", token => teams.AddAsync(team, user, token), cancellationToken);</c>
/// </summary>
public sealed class Operations : IDisposable
{
    static readonly AsyncLocal<ImmutableList<Hook>?> Inside = new();

    readonly HookSet _hooks;
    readonly IAuditContext? _context;
    readonly TimeSpan _timeout;
    readonly TimeProvider _time;
    readonly ILogger _logger;
    readonly Meter _meter = new(TrailTelemetry.Name);
    readonly Counter<long> _failures;

    /// <summary>Runs operations with hooks.</summary>
    /// <param name="hooks">The hooks.</param>
    /// <param name="context">Knows who is acting; null: nobody does.</param>
    /// <param name="options">How long a hook may take; null: the defaults.</param>
    /// <param name="time">The clock; null: the system's.</param>
    /// <param name="logger">Where it speaks; null: nowhere.</param>
    public Operations(
        HookSet hooks, IAuditContext? context = null, HookOptions? options = null, TimeProvider? time = null, ILogger<Operations>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(hooks);
        _hooks = hooks;
        _context = context;
        _timeout = (options ?? new()).Timeout;
        _time = time ?? TimeProvider.System;
        _logger = logger ?? NullLogger<Operations>.Instance;
        _failures = _meter.CreateCounter<long>("metalogging.hooks.failed", "{call}", "Calls of hooks that threw or took too long, by hook.");
    }

    /// <summary>Whether an operation of this name has hooks.</summary>
    public bool Listens(string operation) => _hooks.Listens(operation);

    /// <summary>Runs an operation.</summary>
    /// <param name="operation">The operation; its name will do.</param>
    /// <param name="work">Does it.</param>
    /// <param name="cancellationToken">Cancels hooks before the work, and the work; what is called behind the work is not cancelled, as the work is done.</param>
    /// <exception cref="HookFailedException">A mandatory hook failed. What the work throws is thrown as it is.</exception>
    public Task RunAsync(Operation operation, Func<CancellationToken, Task> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        Hook[] hooks = _hooks.Of(operation.Name);
        return hooks.Length == 0 ? work(cancellationToken) : ListenedAsync(hooks, operation, work, cancellationToken);
    }

    /// <summary>Runs an operation that returns something.</summary>
    /// <inheritdoc cref="RunAsync(Operation, Func{CancellationToken, Task}, CancellationToken)"/>
    public Task<T> RunAsync<T>(Operation operation, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        Hook[] hooks = _hooks.Of(operation.Name);
        return hooks.Length == 0 ? work(cancellationToken) : ListenedAsync(hooks, operation, work, cancellationToken);
    }

    /// <summary>Runs an operation that tells of itself: the id of what it makes, or that it failed.</summary>
    /// <inheritdoc cref="RunAsync(Operation, Func{CancellationToken, Task}, CancellationToken)"/>
    public Task RunAsync(Operation operation, Func<OperationContext, CancellationToken, Task> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        OperationContext context = ContextOf(operation);
        Hook[] hooks = _hooks.Of(operation.Name);
        return hooks.Length == 0 ? work(context, cancellationToken) : RunAsync(hooks, context, (one, token) => Nothing(work(one, token)), cancellationToken);
    }

    /// <summary>Runs an operation that returns something and tells of itself.</summary>
    /// <inheritdoc cref="RunAsync(Operation, Func{CancellationToken, Task}, CancellationToken)"/>
    public Task<T> RunAsync<T>(Operation operation, Func<OperationContext, CancellationToken, Task<T>> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        OperationContext context = ContextOf(operation);
        Hook[] hooks = _hooks.Of(operation.Name);
        return hooks.Length == 0 ? work(context, cancellationToken) : RunAsync(hooks, context, work, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    // Methods of their own: a method that has a closure makes it also where nobody listens.
    Task<object?> ListenedAsync(Hook[] hooks, Operation operation, Func<CancellationToken, Task> work, CancellationToken cancellationToken) =>
        RunAsync(hooks, ContextOf(operation), (_, token) => Nothing(work(token)), cancellationToken);

    Task<T> ListenedAsync<T>(Hook[] hooks, Operation operation, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        RunAsync(hooks, ContextOf(operation), (_, token) => work(token), cancellationToken);

    static async Task<object?> Nothing(Task work)
    {
        await work.ConfigureAwait(false);
        return null;
    }

    OperationContext ContextOf(Operation operation)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(operation.Name, nameof(operation));
        return new(operation, _context?.Current);
    }

    async Task<T> RunAsync<T>(
        Hook[] hooks, OperationContext context, Func<OperationContext, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        // A hook that runs an operation which it listens to is not called for that one: it would never end.
        ImmutableList<Hook> inside = Inside.Value ?? [];
        if (!inside.IsEmpty)
        {
            hooks = [.. hooks.Where(hook => !inside.Contains(hook))];
        }

        context.BeginInside(OperationContext.Running);   // flows into what follows, and not out of this method
        bool isDone = false;
        long begun = 0;
        try
        {
            await CallAsync(hooks, hook => hook.Before, context, isDone: false, cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            begun = _time.GetTimestamp();
            T result = await work(context, cancellationToken).ConfigureAwait(false);
            context.Duration = _time.GetElapsedTime(begun);
            context.Result = result;
            isDone = true;
            IEnumerable<Hook> backwards = hooks.Reverse();
            await CallAsync(backwards, context.HasFailed ? hook => hook.Failed : hook => hook.After, context, isDone: true, CancellationToken.None).ConfigureAwait(false);
            return result;
        }
        catch (Exception e) when (!isDone)
        {
            context.Duration = begun == 0 ? TimeSpan.Zero : _time.GetElapsedTime(begun);
            context.Exception = e;
            await CallFailedAsync(hooks.Reverse(), context).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The operation has failed and fails by what it threw, whatever its hooks do now.</summary>
    async Task CallFailedAsync(IEnumerable<Hook> hooks, OperationContext context)
    {
        try
        {
            await CallAsync(hooks, hook => hook.Failed, context, isDone: true, CancellationToken.None).ConfigureAwait(false);
        }
        catch (HookFailedException)
        {
            // It is logged and counted.
        }
    }

    /// <summary>Calls one after the other; each is called, whatever those before it did, but for one that is mandatory.</summary>
    async Task CallAsync(
        IEnumerable<Hook> hooks, Func<Hook, Func<OperationContext, CancellationToken, ValueTask>?> which, OperationContext context, bool isDone,
        CancellationToken cancellationToken)
    {
        HookFailedException? failure = null;
        foreach (Hook hook in hooks)
        {
            if (which(hook) is not { } call)
            {
                continue;
            }

            try
            {
                await CallAsync(hook, call, context, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                throw;
            }
            catch (Exception e)
            {
                HookLog.Failed(_logger, hook.Name, context.Name, e);
                _failures.Add(1, new KeyValuePair<string, object?>("hook", hook.Name));
                if (hook.IsMandatory)
                {
                    failure ??= new(hook.Name, context.Name, isDone, e);
                    if (!isDone)
                    {
                        throw failure;
                    }
                }
            }
        }

        if (failure is not null)
        {
            throw failure;
        }
    }

    async Task CallAsync(
        Hook hook, Func<OperationContext, CancellationToken, ValueTask> call, OperationContext context, CancellationToken cancellationToken)
    {
        Inside.Value = (Inside.Value ?? []).Add(hook);   // for what the hook does; this method's caller does not see it
        using CancellationTokenSource late = new(_timeout, _time);
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            ValueTask calling = call(context, ended.Token);
            if (!calling.IsCompletedSuccessfully)
            {
                await calling.AsTask().WaitAsync(ended.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException e) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"it took longer than {_timeout} (MetaLogging:Hooks:Timeout).", e);
        }
    }
}
