namespace MetaLogging.Hooks;

/// <summary>What is called around operations whose names match a pattern.</summary>
public sealed record Hook
{
    /// <summary>Its name, in logs and errors.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// The operations: a name, or one with <c>*</c> for any text: <c>user.*</c>, <c>*.export</c>, <c>*</c>. A list of them is apart by commas.
    /// </summary>
    public required string Pattern { get; init; }

    /// <summary>Its place: before an operation the lowest comes first, behind it the highest. Those of one order as they were added. Default 0.</summary>
    public int Order { get; init; }

    /// <summary>
    /// Whether the operation fails where this hook fails: with <see cref="HookFailedException"/>; before it, the work is not done. Default false: it is logged and counted, and everything goes on.
    /// </summary>
    public bool IsMandatory { get; init; }

    /// <summary>Called before the work; null: nothing is.</summary>
    public Func<OperationContext, CancellationToken, ValueTask>? Before { get; init; }

    /// <summary>Called when the work is done and did not fail.</summary>
    public Func<OperationContext, CancellationToken, ValueTask>? After { get; init; }

    /// <summary>Called when the operation failed: the work threw, was cancelled, called <see cref="OperationContext.Fail"/>, or a mandatory hook failed before it.</summary>
    public Func<OperationContext, CancellationToken, ValueTask>? Failed { get; init; }
}
