namespace MetaLogging.Numbers;

/// <summary>How many events of each kind a range of time has, as a store counts them.</summary>
/// <param name="AuditEvents">Audit events, without own events and without an intent that has its outcome.</param>
/// <param name="FailedLogins">The sum of repeat_count of the failed logins.</param>
/// <param name="PrivacyEvents">Audit events with privacy_impact, counted alike.</param>
/// <param name="SystemEvents">System events.</param>
/// <param name="OwnEvents">Events that the trail wrote about itself.</param>
public readonly record struct EventCounts(long AuditEvents, long FailedLogins, long PrivacyEvents, long SystemEvents, long OwnEvents);
