namespace MetaLogging.Context;

/// <summary>
/// Who is acting now: it flows with asynchronous calls, and fills in what an event that is recorded below it leaves out. Thread-safe.
/// </summary>
/// <remarks>
/// An event that brings an <see cref="Events.TrailEvent.Id"/> is recorded as it is: whoever sends it again, perhaps in another request, must find it the same.
/// </remarks>
public interface IAuditContext
{
    /// <summary>The scope that is open here; null where there is none.</summary>
    AuditScope? Current { get; }

    /// <summary>
    /// Opens a scope for this asynchronous flow and what it starts, until what is returned is disposed in the same flow. Scopes nest: what the inner one leaves out is as
    /// in the outer one.
    /// </summary>
    IDisposable Begin(AuditScope scope);
}
