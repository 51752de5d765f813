namespace MetaLogging.Logs;

/// <summary>
/// Whether this flow, or this thread, is one of the capture itself: what is logged there comes from the recording of what was logged before, or from the reading of what
/// is being logged, and would go on for ever.
/// </summary>
internal static class LogCapture
{
    static readonly AsyncLocal<bool> Recording = new();

    [ThreadStatic]
    static bool _isReading;

    /// <summary>Whether it is.</summary>
    public static bool IsOwn => _isReading || Recording.Value;

    /// <summary>Says that this flow, and what it starts, records.</summary>
    public static void BeginRecording() => Recording.Value = true;

    /// <summary>Says that this thread reads what is logged, until it is said that it does not.</summary>
    public static void SetReading(bool isReading) => _isReading = isReading;
}
