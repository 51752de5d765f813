using System.Text;
using MetaLogging.Events;
using MetaLogging.Queries;

namespace MetaLogging.Testing;

/// <summary>What a trail has recorded, asked from its store, and assertions about it that say what was recorded instead.</summary>
/// <param name="trail">The trail.</param>
public sealed class RecordedEvents(IAuditTrail trail)
{
    const int Most = 1000;

    /// <summary>The audit events, oldest first, without the trail's own; at most 1,000.</summary>
    public async Task<IReadOnlyList<AuditEvent>> AuditEventsAsync(CancellationToken cancellationToken = default) => EventsOf(
        await trail.QueryAsync(new AuditEventQuery { Limit = Most, Order = QueryOrder.OldestFirst }, cancellationToken).ConfigureAwait(false));

    /// <summary>The failed logins, oldest first; at most 1,000.</summary>
    public async Task<IReadOnlyList<FailedLoginAttempt>> FailedLoginsAsync(CancellationToken cancellationToken = default) => EventsOf(
        await trail.QueryAsync(new FailedLoginQuery { Limit = Most, Order = QueryOrder.OldestFirst }, cancellationToken).ConfigureAwait(false));

    /// <summary>The system events, oldest first; at most 1,000.</summary>
    public async Task<IReadOnlyList<SystemEvent>> SystemEventsAsync(CancellationToken cancellationToken = default) => EventsOf(
        await trail.QueryAsync(new SystemEventQuery { Limit = Most, Order = QueryOrder.OldestFirst }, cancellationToken).ConfigureAwait(false));

    /// <summary>Requires exactly one audit event of an action, and answers it for further assertions.</summary>
    /// <param name="action">The action: <c>team.member.add</c>.</param>
    /// <param name="matches">What it must be, too; null: anything.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="AuditAssertionException">There is none, or there are several.</exception>
    public async Task<AuditEvent> ShouldHaveAsync(string action, Func<AuditEvent, bool>? matches = null, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<AuditEvent> all = await AuditEventsAsync(cancellationToken).ConfigureAwait(false);
        return Single(all, one => one.Action == action && (matches is null || matches(one)), $"one audit event {action}{(matches is null ? "" : " that matches")}");
    }

    /// <summary>Requires exactly one failed login of a user name, and answers it for further assertions.</summary>
    /// <exception cref="AuditAssertionException">There is none, or there are several.</exception>
    public async Task<FailedLoginAttempt> ShouldHaveFailedLoginAsync(
        string username, Func<FailedLoginAttempt, bool>? matches = null, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<FailedLoginAttempt> all = await FailedLoginsAsync(cancellationToken).ConfigureAwait(false);
        return Single(all, one => one.Username == username && (matches is null || matches(one)), $"one failed login of {username}{(matches is null ? "" : " that matches")}");
    }

    /// <summary>Requires exactly one system event of a component, and answers it for further assertions.</summary>
    /// <exception cref="AuditAssertionException">There is none, or there are several.</exception>
    public async Task<SystemEvent> ShouldHaveSystemEventAsync(
        string component, Func<SystemEvent, bool>? matches = null, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<SystemEvent> all = await SystemEventsAsync(cancellationToken).ConfigureAwait(false);
        return Single(all, one => one.Component == component && (matches is null || matches(one)), $"one system event of {component}{(matches is null ? "" : " that matches")}");
    }

    /// <summary>Requires that no audit event has an action.</summary>
    /// <exception cref="AuditAssertionException">There is one.</exception>
    public async Task ShouldNotHaveAsync(string action, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<AuditEvent> all = await AuditEventsAsync(cancellationToken).ConfigureAwait(false);
        if (all.Any(one => one.Action == action))
        {
            throw new AuditAssertionException($"Expected no audit event {action}.{Describe(all)}");
        }
    }

    static IReadOnlyList<T> EventsOf<T>(Page<T> page)
        where T : TrailEvent => [.. page.Items.Select(item => item.Event)];

    static T Single<T>(IReadOnlyList<T> all, Func<T, bool> matches, string what)
        where T : TrailEvent
    {
        T[] found = [.. all.Where(matches)];
        return found is [T one] ? one : throw new AuditAssertionException($"Expected {what}, found {(found.Length == 0 ? "none" : found.Length)}.{Describe(all)}");
    }

    static string Describe<T>(IReadOnlyList<T> all)
        where T : TrailEvent
    {
        if (all.Count == 0)
        {
            return " Nothing of this kind was recorded.";
        }

        StringBuilder text = new(" Recorded:");
        foreach (T one in all)
        {
            text.Append("\n  ").Append(one switch
            {
                AuditEvent audit => $"{audit.Action} {audit.ResourceType} {audit.ResourceId} by {audit.UserId ?? "nobody"}, {(audit.Success ? "done" : $"failed: {audit.ErrorMessage}")}",
                FailedLoginAttempt attempt => $"{attempt.Username} from {attempt.IpAddress}: {attempt.FailureReason}",
                SystemEvent system => $"{system.Level} {system.Component}: {system.Message}",
                _ => one.ToString(),
            });
        }

        return text.ToString();
    }
}
