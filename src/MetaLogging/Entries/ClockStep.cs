namespace MetaLogging.Entries;

/// <summary><c>{"clock_step":seconds}</c>: the clock was set back by more than a minute, and is believed.</summary>
/// <param name="Seconds">By how many seconds; negative is backwards.</param>
public sealed record ClockStep(double Seconds) : LogOrder;
