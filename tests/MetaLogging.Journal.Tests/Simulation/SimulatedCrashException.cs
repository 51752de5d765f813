namespace MetaLogging.Journaling.Tests.Simulation;

/// <summary>The machine lost its power: no code can handle this, so it is no <see cref="IOException"/>.</summary>
internal sealed class SimulatedCrashException() : Exception("The simulated machine is off.");
