namespace MetaLogging.Capturing;

/// <summary>What becomes of what is audited when its event can't be recorded.</summary>
public enum FailurePolicy
{
    /// <summary>It goes on; the loss is logged as an error, counted, seen in the health, and recorded as a gap as soon as the journal can be written.</summary>
    Continue,

    /// <summary>It fails, with an <see cref="EventNotRecordedException"/>.</summary>
    FailOperation,
}
