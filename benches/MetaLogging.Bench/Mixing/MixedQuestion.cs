namespace MetaLogging.Bench.Mixing;

/// <summary>A question as a request.</summary>
/// <param name="Name">What is asked; the same for all that ask it about something else.</param>
internal sealed record MixedQuestion(string Name, byte[] Request);
