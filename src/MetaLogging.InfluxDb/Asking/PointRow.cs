namespace MetaLogging.InfluxDb.Asking;

/// <summary>A point as it was read: its time and the values of the fields that were asked for, in their order; null: absent.</summary>
/// <param name="Time">The point's time in nanoseconds.</param>
/// <param name="Values">Texts, <see cref="long"/>, <see cref="double"/> or <see cref="bool"/>, by the fields' types.</param>
internal readonly record struct PointRow(long Time, object?[] Values);
