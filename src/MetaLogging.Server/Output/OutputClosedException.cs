namespace MetaLogging.Server.Output;

/// <summary>
/// Whoever reads the output has gone, as <c>head</c> does when it has seen enough: nothing is left to do, and nothing is wrong.
/// </summary>
internal sealed class OutputClosedException(IOException reason) : Exception("The output was closed by its reader.", reason);
