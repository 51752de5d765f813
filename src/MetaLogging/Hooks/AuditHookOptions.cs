using MetaLogging.Capturing;

namespace MetaLogging.Hooks;

/// <summary>The audit hook of one kind of operation.</summary>
public sealed class AuditHookOptions
{
    /// <summary>Whether these operations are audited. Default true.</summary>
    public bool IsOn { get; set; } = true;

    /// <summary>
    /// What becomes of an operation whose event can't be recorded. Default <see cref="FailurePolicy.Continue"/>; under <see cref="FailurePolicy.FailOperation"/> its intent is recorded
    /// before it, and its outcome behind it.
    /// </summary>
    public FailurePolicy FailurePolicy { get; set; }
}
