namespace MetaLogging.Server.Demo.Work;

/// <summary>A thing that somebody does at work, of one to a few events.</summary>
/// <param name="Weight">How often, compared with the others of the same team.</param>
internal sealed record Duty(int Weight, Action<Desk> Do);
