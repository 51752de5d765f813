namespace MetaLogging.Context;

/// <summary>
/// Who is acting, from where, in which request: what an event logged inside it has in common with the others there. All members are optional; what they may hold
/// stands at the members of the same names of <see cref="Events.AuditEvent"/> and <see cref="Events.TrailEvent"/>.
/// </summary>
public sealed record AuditScope
{
    /// <summary>The id of who is acting.</summary>
    public string? UserId { get; init; }

    /// <summary>The name of who is acting, as it is now.</summary>
    public string? UserName { get; init; }

    /// <summary>Who is really acting, where one acts for another.</summary>
    public string? OnBehalfOf { get; init; }

    /// <summary>The address it comes from, IPv4 or IPv6.</summary>
    public string? IpAddress { get; init; }

    /// <summary>The user agent it comes with.</summary>
    public string? UserAgent { get; init; }

    /// <summary>The id of the request.</summary>
    public string? RequestId { get; init; }

    /// <summary>The id of the distributed trace. Left out: that of <see cref="System.Diagnostics.Activity.Current"/>, where there is one.</summary>
    public string? TraceId { get; init; }

    /// <summary>The tenant.</summary>
    public string? TenantId { get; init; }

    /// <summary>This scope inside another one: what it leaves out is as outside.</summary>
    internal AuditScope Inside(AuditScope? outer) => outer is null ? this : new()
    {
        UserId = UserId ?? outer.UserId,
        UserName = UserId is null ? UserName ?? outer.UserName : UserName,   // another user's name is not this one's
        OnBehalfOf = OnBehalfOf ?? outer.OnBehalfOf,
        IpAddress = IpAddress ?? outer.IpAddress,
        UserAgent = UserAgent ?? outer.UserAgent,
        RequestId = RequestId ?? outer.RequestId,
        TraceId = TraceId ?? outer.TraceId,
        TenantId = TenantId ?? outer.TenantId,
    };
}
