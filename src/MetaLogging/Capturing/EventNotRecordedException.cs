namespace MetaLogging.Capturing;

/// <summary>What is audited under <see cref="FailurePolicy.FailOperation"/> failed because its event could not be recorded.</summary>
/// <param name="what">The action, as a name.</param>
/// <param name="reason">Why.</param>
public sealed class EventNotRecordedException(string what, Exception reason) : Exception(
    $"'{what}' failed because its audit event could not be recorded: {reason?.Message} The failure policy of its source says so (FailOperation).", reason)
{
    /// <summary>The action, as a name.</summary>
    public string What => what;
}
