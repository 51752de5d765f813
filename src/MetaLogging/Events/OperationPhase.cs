namespace MetaLogging.Events;

/// <summary>
/// Which half of an operation an audit event tells of, where intent and outcome are recorded apart. An event without a phase is both in
/// one.
/// </summary>
public enum OperationPhase : byte
{
    /// <summary><c>intent</c>: the operation is about to begin.</summary>
    Intent = 0,

    /// <summary><c>outcome</c>: the operation of the same <see cref="AuditEvent.OperationId"/> has ended.</summary>
    Outcome = 1,
}
