using System.Diagnostics;
using MetaLogging.Events;

namespace MetaLogging.Context;

/// <inheritdoc cref="IAuditContext"/>
internal sealed class AuditContext : IAuditContext
{
    readonly AsyncLocal<AuditScope?> _current = new();

    /// <inheritdoc/>
    public AuditScope? Current => _current.Value;

    /// <inheritdoc/>
    public IDisposable Begin(AuditScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        AuditScope? outer = _current.Value;
        _current.Value = scope.Inside(outer);
        return new Opened(this, outer);
    }

    /// <summary>The events with what they left out and the scope knows; the same list where nothing is filled in.</summary>
    public IReadOnlyList<TrailEvent> Fill(IReadOnlyList<TrailEvent> batch) =>
        _current.Value is null && Activity.Current is null ? batch : [.. batch.Select(Fill)];

    /// <summary>The event with what it left out and the scope knows.</summary>
    public TrailEvent Fill(TrailEvent item)
    {
        if (item.Id is not null)
        {
            return item;
        }

        AuditScope? scope = _current.Value;
        string? trace = item.TraceId ?? scope?.TraceId ?? TraceOf(Activity.Current);
        if (scope is null)
        {
            return trace == item.TraceId ? item : item with { TraceId = trace };
        }

        return item switch
        {
            AuditEvent audit => audit with
            {
                UserId = audit.UserId ?? scope.UserId,
                UserName = audit.UserName ?? (audit.UserId is null || audit.UserId == scope.UserId ? scope.UserName : null),
                OnBehalfOf = audit.OnBehalfOf ?? (audit.UserId is null || audit.UserId == scope.UserId ? scope.OnBehalfOf : null),
                IpAddress = audit.IpAddress ?? scope.IpAddress,
                UserAgent = audit.UserAgent ?? scope.UserAgent,
                RequestId = audit.RequestId ?? scope.RequestId,
                TraceId = trace,
                TenantId = audit.TenantId ?? scope.TenantId,
            },
            FailedLoginAttempt attempt => attempt with
            {
                IpAddress = attempt.IpAddress.Length > 0 ? attempt.IpAddress : scope.IpAddress ?? "",
                UserAgent = attempt.UserAgent ?? scope.UserAgent,
                RequestId = attempt.RequestId ?? scope.RequestId,
                TraceId = trace,
                TenantId = attempt.TenantId ?? scope.TenantId,
            },
            SystemEvent system => system with
            {
                UserId = system.UserId ?? scope.UserId,
                RequestId = system.RequestId ?? scope.RequestId,
                TraceId = trace,
                TenantId = system.TenantId ?? scope.TenantId,
            },
            _ => item,
        };
    }

    static string? TraceOf(Activity? activity) => activity is { IdFormat: ActivityIdFormat.W3C } ? activity.TraceId.ToHexString() : null;

    sealed class Opened(AuditContext context, AuditScope? outer) : IDisposable
    {
        bool _isClosed;

        public void Dispose()
        {
            if (!_isClosed)
            {
                _isClosed = true;
                context._current.Value = outer;
            }
        }
    }
}
