namespace MetaLogging.Hooks;

/// <summary>A mandatory hook failed, and the operation with it.</summary>
/// <param name="hook">The name of the hook.</param>
/// <param name="operation">The name of the operation.</param>
/// <param name="isDone">Whether the work had been done already.</param>
/// <param name="reason">Why.</param>
public sealed class HookFailedException(string hook, string operation, bool isDone, Exception reason) : Exception(
    $"The operation {operation} failed because its mandatory hook {hook} did: {reason?.Message} {(isDone ? "The work had been done before." : "The work was not begun.")}", reason)
{
    /// <summary>The name of the hook.</summary>
    public string Hook => hook;

    /// <summary>The name of the operation.</summary>
    public string Operation => operation;

    /// <summary>Whether the work had been done already.</summary>
    public bool IsDone => isDone;
}
