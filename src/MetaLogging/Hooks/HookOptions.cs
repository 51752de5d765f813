using System.ComponentModel.DataAnnotations;

namespace MetaLogging.Hooks;

/// <summary>Hooks: section <c>MetaLogging:Hooks</c>.</summary>
public sealed class HookOptions
{
    /// <summary>How long one call of a hook may take: 10 ms to 10 min. Default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Operations on users: <c>user.*</c>.</summary>
    public AuditHookOptions UserOperations { get; } = new();

    /// <summary>Operations on teams: <c>team.*</c>.</summary>
    public AuditHookOptions TeamOperations { get; } = new();

    /// <summary>Signing in and out: <c>auth.*</c>. A failed <c>auth.login</c> is a failed login.</summary>
    public AuditHookOptions Authentication { get; } = new();

    /// <summary>Changes of what people may do: <c>role.*</c>, <c>permission.*</c>, <c>access.*</c>.</summary>
    public AuditHookOptions Authorization { get; } = new();

    /// <summary>Access to data: <c>*.read</c>, <c>*.list</c>, <c>*.search</c>, <c>*.export</c>, <c>*.download</c>.</summary>
    public AuditHookOptions DataAccess { get; } = new();

    /// <summary>Further operations that are audited, as patterns: <c>order.*</c>. Default: none.</summary>
    public IList<string> Also { get; } = [];

    /// <summary>
    /// The names of arguments that are recorded, as patterns. Default: <c>id</c>, <c>*_id</c>, <c>*Id</c>, <c>role</c>, <c>permission</c>, <c>scope</c>. Secrets are never recorded.
    /// </summary>
    public IList<string> RecordedArguments { get; } = [];
}
