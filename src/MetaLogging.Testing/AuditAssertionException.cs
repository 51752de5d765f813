namespace MetaLogging.Testing;

/// <summary>What was recorded is not what a test expects; the message lists what was.</summary>
/// <param name="message">What was expected, and what was recorded.</param>
public sealed class AuditAssertionException(string message) : Exception(message);
