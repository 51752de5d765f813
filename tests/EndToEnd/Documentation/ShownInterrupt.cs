namespace MetaLogging.EndToEnd.Documentation;

/// <summary>Ctrl+C in the terminal that was opened last.</summary>
internal sealed record ShownInterrupt(string Place) : ShownStep(Place);
