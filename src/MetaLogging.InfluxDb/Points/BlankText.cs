namespace MetaLogging.InfluxDb.Points;

/// <summary>Tells a text that is empty from one that was blanked; see <see cref="PointTable.Empty"/>.</summary>
internal static class BlankText
{
    /// <summary>The value; null where it is absent or blanked.</summary>
    /// <param name="value">The field as it was read.</param>
    /// <param name="name">Its name.</param>
    /// <param name="empty">The point's field <see cref="PointTable.Empty"/>.</param>
    public static string? Read(string? value, string name, string? empty)
    {
        // A language whose answers know no null gives an empty text for both.
        bool isEmpty = string.IsNullOrEmpty(value);
        return !isEmpty ? value : empty?.Contains($"|{name}|", StringComparison.Ordinal) == true ? "" : null;
    }
}
